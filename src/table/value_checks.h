// What a table refuses, whoever fills it. The messages begin with `what`, which
// names the place, and never hold the value.

#ifndef LEADSCORE_SRC_TABLE_VALUE_CHECKS_H_
#define LEADSCORE_SRC_TABLE_VALUE_CHECKS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/lead.h"
#include "leadscore/lead_view.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// "a double", for messages.
std::string_view TypeName(ValueType type);

absl::Status CheckUtf8(std::string_view text, std::string_view what);

// Within the years 1 to 9999.
absl::Status CheckTime(absl::Time time, std::string_view what);

// Of the type of a column, or missing.
absl::Status CheckValue(const AttributeValue& value, const ColumnSchema& column,
                        const std::string& what);

// Whether a value by position is as CheckValue wants it.
bool MayStandIn(const ValueView& value, ValueType type);

// The columns that named values go into, after checking them all. `noun` is
// what a column is called: "attribute"; `where` stands before it in messages.
absl::StatusOr<std::vector<size_t>> FindColumns(
    absl::Span<const ColumnSchema> schema,
    const std::vector<NamedValue>& values, std::string_view noun,
    std::string_view where = "");

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_VALUE_CHECKS_H_
