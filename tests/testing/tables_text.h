// Tables that were read, as text to compare.

#ifndef LEADSCORE_TESTS_TESTING_TABLES_TEXT_H_
#define LEADSCORE_TESTS_TESTING_TABLES_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/table_reader.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore::testing {

inline std::string ValueText(const internal::Column& column, size_t row) {
  if (!column.IsPresent(row)) return "~";
  switch (column.type()) {
    case ValueType::kDouble:
      return absl::StrCat(column.Double(row));
    case ValueType::kString:
      return std::string(column.String(row));
    case ValueType::kStringList: {
      std::string text;
      for (std::string_view value : column.StringList(row)) {
        text += std::string(value) + "/";
      }
      return text;
    }
    default:
      return absl::StrCat(column.Int(row));
  }
}

// The tables and what was kept, as lines.
inline std::string RowsText(const ReadResult& read) {
  std::string text;
  const internal::LeadColumns& leads = read.tables.leads.columns();
  const internal::ActivityColumns& activities =
      read.tables.activities.columns();
  for (size_t row = 0; row < leads.size(); ++row) {
    text += std::string(leads.id(row)) + " " + ValueText(leads.accounts(), row);
    for (size_t c = 0; c < leads.schema().columns.size(); ++c) {
      text += "|" + ValueText(leads.column(c), row);
    }
    for (const auto& kept : read.kept) text += "|" + kept[row];
    if (!read.as_of.empty()) {
      absl::StrAppend(&text, "|", absl::ToUnixMicros(read.as_of[row]));
    }
    text += "\n";
    for (size_t i = activities.begin(row); i < activities.end(row); ++i) {
      absl::StrAppend(&text, "  ", activities.time(i), " ", activities.type(i),
                      " ", std::string(activities.id(i)), " ",
                      activities.revision(i));
      for (size_t p = 0; p < activities.schema().properties.size(); ++p) {
        text += " " + ValueText(activities.property(p), i);
      }
      text += "\n";
    }
  }
  return text;
}

// All that was read and said, as lines.
inline std::string TablesText(const ReadResult& read,
                              const std::vector<std::string>& messages) {
  std::string text = RowsText(read);
  absl::StrAppend(
      &text, read.leads_rejected, " ", read.activities_read, " ",
      read.activities_rejected, " ", read.activities_of_unknown_leads, " ",
      read.activities_of_rejected_leads, " ", read.activities_repeated, "\n");
  for (const auto& [type, count] : read.unknown_types) {
    absl::StrAppend(&text, type, "=", count, "\n");
  }
  for (const std::string& message : messages) text += message + "\n";
  return text;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_TABLES_TEXT_H_
