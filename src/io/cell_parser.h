// Turns the text of a cell into a value of a column.

#ifndef LEADSCORE_SRC_IO_CELL_PARSER_H_
#define LEADSCORE_SRC_IO_CELL_PARSER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/model_spec.h"
#include "src/core/time_format.h"

namespace leadscore::internal {

// How the values of a file are written in the cells of its records.
enum class CellEncoding {
  kText,     // As they stand in a CSV file.
  kJson,     // Like that, but an array is a list, see kJsonListMark.
  kMessage,  // The bytes of a leadscore.v1.Value.
};

// What a cell begins with that is an array, and what then stands before each of
// its elements: a byte that no UTF-8 has.
inline constexpr char kJsonListMark = '\xFF';

// Whether a cell of this encoding is an array.
inline bool IsJsonList(std::string_view cell, CellEncoding encoding) {
  return encoding == CellEncoding::kJson && !cell.empty() &&
         cell.front() == kJsonListMark;
}

class CellParser {
 public:
  struct Format {
    ValueType type = ValueType::kUnspecified;
    CellEncoding encoding = CellEncoding::kText;
    std::vector<std::string> null_values;  // Beside the empty cell.
    std::string time_format;               // Empty: RFC 3339.
    std::string separator;                 // Of lists; empty: ";".
    absl::TimeZone zone;                   // Of times without one.
  };

  // REQUIRES: format.time_format has been checked.
  explicit CellParser(Format format);

  // The value of a cell; none if it is empty or one of the null values. Text
  // is taken as it is, all else without the blanks around it. Of a message
  // nothing is missing but what says so.
  //
  // Errors: kInvalidArgument, "not a whole number"; the cell is not quoted.
  absl::StatusOr<AttributeValue> Parse(std::string_view cell) const;

  // Whether a cell is empty or one of the null values.
  bool IsMissing(std::string_view cell) const;

  // What to do about a cell that Parse refuses.
  std::string_view Remedy() const;

  // The same parser for another encoding.
  CellParser In(CellEncoding encoding) const;

  const Format& format() const { return format_; }

 private:
  absl::StatusOr<AttributeValue> ParseTime(std::string_view cell) const;
  absl::StatusOr<AttributeValue> ParseMessage(std::string_view cell) const;

  Format format_;
  std::optional<TimeFormat> time_format_;
};

// A value as text, for people and for other files; `separator` stands between
// the elements of a list.
std::string CellText(std::string_view cell, CellEncoding encoding,
                     std::string_view separator);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CELL_PARSER_H_
