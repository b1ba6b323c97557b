// Leads as files of each format, written plainly.

#ifndef LEADSCORE_TESTS_TESTING_LEAD_FILES_H_
#define LEADSCORE_TESTS_TESTING_LEAD_FILES_H_

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/lead.h"
#include "leadscore/messages.h"
#include "leadscore/model.h"
#include "src/io/csv_cells.h"
#include "src/io/json_writer.h"
#include "tests/testing/lead_values.h"

namespace leadscore::testing {

// ---- CSV -------------------------------------------------------------------

inline void AppendCsvRow(const std::vector<std::string>& cells,
                         std::string* out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *out += ',';
    internal::AppendCsvCell(cells[i], ',', out);
  }
  *out += '\n';
}

inline std::string CellNamed(const std::vector<NamedValue>& values,
                             const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return CellOf(value);
  }
  return "";
}

inline std::string CsvOfLeads(const Model& model,
                              const std::vector<Lead>& leads) {
  std::vector<std::string> header = {"id", "account"};
  for (const ColumnSchema& column : model.lead_schema().columns) {
    header.push_back(column.name);
  }
  std::string file;
  AppendCsvRow(header, &file);
  for (const Lead& lead : leads) {
    std::vector<std::string> cells = {lead.id, lead.account};
    for (size_t i = 2; i < header.size(); ++i) {
      cells.push_back(CellNamed(lead.attributes, header[i]));
    }
    AppendCsvRow(cells, &file);
  }
  return file;
}

inline std::string CsvOfActivities(const std::vector<Lead>& leads) {
  std::set<std::string> names;
  for (const Lead& lead : leads) {
    for (const Activity& activity : lead.activities) {
      for (const auto& [name, value] : ColumnsOf(activity)) names.insert(name);
    }
  }
  std::vector<std::string> header = {"lead_id", "type", "time", "id",
                                     "revision"};
  const size_t num_fixed = header.size();
  header.insert(header.end(), names.begin(), names.end());
  std::string file;
  AppendCsvRow(header, &file);
  for (const Lead& lead : leads) {
    for (const Activity& activity : lead.activities) {
      std::vector<std::string> cells = {lead.id, activity.type,
                                        CellOf(activity.time), activity.id,
                                        absl::StrCat(activity.revision)};
      for (size_t i = num_fixed; i < header.size(); ++i) {
        cells.push_back(CellNamed(ColumnsOf(activity), header[i]));
      }
      AppendCsvRow(cells, &file);
    }
  }
  return file;
}

// ---- JSON lines ------------------------------------------------------------

inline void WriteJsonValue(const AttributeValue& value,
                           internal::JsonWriter* json) {
  if (std::holds_alternative<std::monostate>(value)) {
    return json->Number(std::string_view("null"));
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    json->BeginArray();
    for (const std::string& text : *list) json->Text(text);
    return json->EndArray();
  }
  const bool is_text = std::holds_alternative<std::string>(value) ||
                       std::holds_alternative<absl::Time>(value);
  is_text ? json->Text(CellOf(value)) : json->Number(CellOf(value));
}

inline void WriteJsonMembers(const std::vector<NamedValue>& values,
                             internal::JsonWriter* json) {
  for (const auto& [name, value] : values) {
    json->Key(name);
    WriteJsonValue(value, json);
  }
}

inline void WriteJsonActivity(const Activity& activity, const std::string& lead,
                              internal::JsonWriter* json) {
  json->BeginObject();
  if (!lead.empty()) WriteJsonMembers({{"lead_id", lead}}, json);
  WriteJsonMembers({{"type", activity.type},
                    {"time", activity.time},
                    {"id", activity.id},
                    {"revision", activity.revision}},
                   json);
  WriteJsonMembers(ColumnsOf(activity), json);
  json->EndObject();
}

struct JsonStyle {
  bool is_nested = false;  // Attributes in an object of their own.
  bool has_activities = false;
};

inline std::string JsonOfLeads(const std::vector<Lead>& leads,
                               const JsonStyle& style) {
  std::string file;
  for (const Lead& lead : leads) {
    internal::JsonWriter json(/*indented=*/false, &file);
    json.BeginObject();
    if (style.has_activities) {
      json.Key("activities");
      json.BeginArray();
      for (const Activity& activity : lead.activities) {
        WriteJsonActivity(activity, "", &json);
      }
      json.EndArray();
    }
    WriteJsonMembers({{"id", lead.id}, {"account", lead.account}}, &json);
    if (style.is_nested) {
      json.Key("attributes");
      json.BeginObject();
    }
    WriteJsonMembers(lead.attributes, &json);
    if (style.is_nested) json.EndObject();
    json.EndObject();
    file += '\n';
  }
  return file;
}

inline std::string JsonOfActivities(const std::vector<Lead>& leads) {
  std::string file;
  for (const Lead& lead : leads) {
    for (const Activity& activity : lead.activities) {
      internal::JsonWriter json(/*indented=*/false, &file);
      WriteJsonActivity(activity, lead.id, &json);
      file += '\n';
    }
  }
  return file;
}

// ---- Messages --------------------------------------------------------------

inline std::string Delimited(const v1::Lead& message) {
  const std::string bytes = message.SerializeAsString();
  std::string length;
  for (size_t rest = bytes.size(); length.empty() || rest > 0; rest >>= 7) {
    if (!length.empty()) {
      length.back() = static_cast<char>(length.back() | '\x80');
    }
    length += static_cast<char>(rest & 0x7F);
  }
  return length + bytes;
}

// The schema comes with the first lead, and again with every so manyeth.
inline std::string MessagesOfLeads(const v1::LeadSchema& schema,
                                   const std::vector<Lead>& leads,
                                   size_t schema_every) {
  std::string file;
  for (size_t i = 0; i < leads.size(); ++i) {
    v1::Lead message = *LeadToMessage(leads[i], schema);
    if (i % schema_every == 0) *message.mutable_schema() = schema;
    file += Delimited(message);
  }
  return file;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_LEAD_FILES_H_
