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

class CellParser {
 public:
  struct Format {
    ValueType type = ValueType::kUnspecified;
    std::vector<std::string> null_values;  // Beside the empty cell.
    std::string time_format;               // Empty: RFC 3339.
    std::string separator;                 // Of lists; empty: ";".
    absl::TimeZone zone;                   // Of times without one.
  };

  // REQUIRES: format.time_format has been checked.
  explicit CellParser(Format format);

  // The value of a cell; none if it is empty or one of the null values. Text
  // is taken as it is, all else without the blanks around it.
  //
  // Errors: kInvalidArgument, "not a whole number"; the cell is not quoted.
  absl::StatusOr<AttributeValue> Parse(std::string_view cell) const;

  // Whether a cell is empty or one of the null values.
  bool IsMissing(std::string_view cell) const;

  // What to do about a cell that Parse refuses.
  std::string_view Remedy() const;

  const Format& format() const { return format_; }

 private:
  absl::StatusOr<AttributeValue> ParseTime(std::string_view cell) const;

  Format format_;
  std::optional<TimeFormat> time_format_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CELL_PARSER_H_
