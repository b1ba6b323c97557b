// What the cells of a column are: told from its different texts and how often
// each occurs.

#ifndef LEADSCORE_SRC_DRAFT_COLUMN_KIND_H_
#define LEADSCORE_SRC_DRAFT_COLUMN_KIND_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/model_spec.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

struct ColumnKind {
  enum class Shape {
    kValues,     // To be grouped: each value, or ranges of numbers.
    kEmpty,      // No value at all.
    kConstant,   // One value, and no lead without.
    kKey,        // Its own value for nearly every lead.
    kFreeText,   // Sentences.
    kTimes,      // To be declared, not grouped.
    kAmbiguous,  // Times of which it cannot be told which number is the day.
  };
  Shape shape = Shape::kValues;
  ValueType type = ValueType::kString;
  std::vector<std::string> null_values;  // Spellings in this column.
  std::string time_format;               // Empty: RFC 3339.
  // Of numbers that are written like "$1,200": what has to be taken away.
  std::vector<std::string> marks;
  bool fold = false;  // Some values differ by case or white space only.
  std::string note;   // For people.
  bool is_nearly_number = false;  // A text, of which most cells are numbers.
  int64_t distinct = 0;           // Values, folded if they are.
  int64_t present = 0;            // Cells with a value.

  // By code of the column: the number of its value, -1 for none; and the values
  // in the order of their first appearance, as files have them, or true and
  // false.
  std::vector<int32_t> value_of_code;
  std::vector<std::string_view> values;
  std::vector<int64_t> counts;  // By value.
  std::vector<double> numbers;  // By value, of kInt and kDouble.
};

// `counts` are by code; how many rows have it. `null_values` are further
// spellings of no value, `time_format` may be empty. Refers to `texts`.
ColumnKind FindColumnKind(std::string_view name, const Dictionary& texts,
                          const std::vector<int64_t>& counts,
                          const std::vector<std::string>& null_values,
                          const std::string& time_format);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_COLUMN_KIND_H_
