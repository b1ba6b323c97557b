#include "src/cli/row_table.h"

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"
#include "src/io/json_writer.h"

namespace leadscore::internal {

Cell Cell::Whole(int64_t value) { return {absl::StrCat(value), true}; }

Cell Cell::Real(double value) { return {FormatDouble(value), true}; }

Cell Cell::Seconds(absl::Duration value) {
  return Real(static_cast<double>(absl::ToInt64Microseconds(value)) / 1e6);
}

Cell Cell::Instant(std::optional<absl::Time> value) {
  return Text(value.has_value() ? FormatInstant(ToMicros(*value)) : "");
}

std::string RowTable::ToCsv() const {
  std::string out;
  const auto append = [&out](const std::string& text, size_t index) {
    if (index > 0) out += ',';
    AppendCsvCell(text, ',', &out);
  };
  for (size_t i = 0; i < columns_.size(); ++i) append(columns_[i], i);
  out += '\n';
  for (const std::vector<Cell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) append(row[i].text, i);
    out += '\n';
  }
  return out;
}

std::string RowTable::ToJsonLines() const {
  std::string out;
  for (const std::vector<Cell>& row : rows_) {
    JsonWriter json(/*indented=*/false, &out);
    json.BeginObject();
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty()) continue;
      json.Key(columns_[i]);
      if (row[i].is_number) {
        json.Number(row[i].text);
      } else {
        json.Text(row[i].text);
      }
    }
    json.EndObject();
    out += '\n';
  }
  return out;
}

}  // namespace leadscore::internal
