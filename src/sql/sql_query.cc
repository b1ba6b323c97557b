#include "src/sql/sql_query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace leadscore::internal {
namespace {

std::string OrDefault(const std::string& name, const std::string& fallback) {
  return name.empty() ? fallback : name;
}

std::vector<SqlColumn> ColumnsOfLeads(const CheckedModel& model) {
  std::vector<SqlColumn> columns;
  SqlNames names;
  for (const ColumnSchema& column : model.lead_schema.columns) {
    columns.push_back({column.name, "", column.type, model.spec.null_values});
  }
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    if (model.attributes[i].column < 0) continue;
    const AttributeSpec& spec = model.spec.attributes[i];
    SqlColumn& column =
        columns[static_cast<size_t>(model.attributes[i].column)];
    column.source = OrDefault(spec.column, spec.name);
    if (!spec.null_values.empty()) column.null_values = spec.null_values;
    column.time_format = spec.time_format;
    column.separator = OrDefault(spec.separator, ";");
  }
  for (SqlColumn& column : columns) column.name = names.Add(column.source);
  return columns;
}

std::vector<SqlColumn> ColumnsOfProperties(const CheckedModel& model) {
  std::vector<SqlColumn> columns;
  SqlNames names;
  for (const CheckedProperty& property : model.properties) {
    SqlColumn column{property.name, names.Add("activity." + property.name),
                     property.type, model.spec.null_values};
    for (const ActivitySpec& activity : model.spec.activities) {
      for (const PropertySpec& spec : activity.properties) {
        if (spec.name != property.name) continue;
        if (!spec.column.empty()) column.source = spec.column;
        if (!spec.time_format.empty()) column.time_format = spec.time_format;
      }
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

std::string SqlNames::Add(const std::string& name) {
  // PostgreSQL keeps 63 bytes.
  constexpr size_t kMaxBytes = 50;
  std::string base = name.substr(0, kMaxBytes);
  while (!base.empty() && name.size() > kMaxBytes &&
         (static_cast<uint8_t>(name[base.size()]) & 0xC0) == 0x80) {
    base.pop_back();
  }
  std::string chosen = base;
  for (int i = 2; !taken_.insert(absl::AsciiStrToLower(chosen)).second; ++i) {
    chosen = absl::StrCat(base, " ", i);
  }
  return SqlName(chosen);
}

SqlQueryBuilder::SqlQueryBuilder(const CheckedModel& model, SqlDialect dialect,
                                 const SqlOptions& options)
    : lead_columns(ColumnsOfLeads(model)),
      property_columns(ColumnsOfProperties(model)),
      model_(model),
      sql_(dialect),
      options_(options) {}

absl::StatusOr<SqlExpression> SqlQueryBuilder::OfLead(
    const cel::Program& condition) const {
  const LeadVariables& numbers = model_.lead_variables;
  const auto num_attributes = static_cast<int>(model_.attributes.size());
  const auto num_lists = static_cast<int>(model_.lists.size());
  SqlVariables variables;
  variables.is_list = [numbers, num_lists](int i) {
    return i >= numbers.lists && i < numbers.lists + num_lists;
  };
  variables.column = [=](int i) -> absl::StatusOr<std::string> {
    if (i == numbers.as_of) return std::string("f.now_tick");
    if (i >= numbers.attributes && i < numbers.attributes + num_attributes) {
      return attributes[static_cast<size_t>(i - numbers.attributes)];
    }
    if (i >= numbers.signals &&
        i < numbers.signals + static_cast<int>(signals.size())) {
      return signals[static_cast<size_t>(i - numbers.signals)];
    }
    return absl::UnimplementedError("it uses a list as a value");
  };
  variables.texts = [=](int i) -> absl::StatusOr<std::string> {
    if (variables.is_list(i)) {
      return absl::StrCat("SELECT value FROM list_", i - numbers.lists);
    }
    const int attribute = i - numbers.attributes;
    if (attribute < 0 || attribute >= num_attributes ||
        model_.attributes[static_cast<size_t>(attribute)].column < 0) {
      return absl::UnimplementedError("it uses a derived list");
    }
    return absl::StrCat(
        "SELECT t.value FROM texts_",
        model_.attributes[static_cast<size_t>(attribute)].column,
        " t WHERE t.lead_id = f.lead_id");
  };
  return ConditionSql(condition, sql_, variables);
}

absl::StatusOr<SqlExpression> SqlQueryBuilder::OfActivity(
    const cel::Program& condition) const {
  const ActivityVariables& numbers = model_.activity_variables;
  SqlVariables variables;
  variables.is_list = [=](int i) { return i >= numbers.lists; };
  variables.column = [=](int i) -> absl::StatusOr<std::string> {
    if (i == numbers.type) return std::string("type");
    if (i == numbers.time) return std::string("time");
    if (i < numbers.lists) {
      return properties[static_cast<size_t>(i - numbers.properties)];
    }
    return absl::UnimplementedError("it uses a list as a value");
  };
  variables.texts = [=](int i) -> absl::StatusOr<std::string> {
    if (i < numbers.lists) {
      return absl::UnimplementedError("it uses a list of an activity");
    }
    return absl::StrCat("SELECT value FROM list_", i - numbers.lists);
  };
  return ConditionSql(condition, sql_, variables);
}

std::string SqlQueryBuilder::IsOfTypes(const std::vector<bool>& types) const {
  std::vector<std::string> names;
  for (size_t i = 0; i < types.size(); ++i) {
    if (types[i]) names.push_back(SqlLiteral(model_.activity_schema.types[i]));
  }
  return absl::StrCat("type IN (", absl::StrJoin(names, ", "), ")");
}

std::string SqlQueryBuilder::Cell(const SqlColumn& column,
                                  const std::string& table) const {
  const std::string cell = absl::StrCat(table, ".", SqlName(column.source));
  const std::string trimmed = sql_.Trimmed(cell, "s.blanks");
  std::vector<std::string> missing;
  const bool is_text = column.type == ValueType::kString;
  if (!is_text) missing.push_back("''");
  for (const std::string& value : column.null_values) {
    missing.push_back(SqlLiteral(value));
  }
  const std::string is_there =
      missing.empty() ? ""
                      : absl::StrCat(trimmed, " NOT IN (",
                                     absl::StrJoin(missing, ", "), ")");
  if (!is_text) {
    return absl::StrCat("CASE WHEN ", is_there, " THEN ",
                        column.type == ValueType::kStringList ? cell : trimmed,
                        " END");
  }
  return absl::StrCat("CASE WHEN ", cell, " <> ''",
                      is_there.empty() ? "" : " AND ", is_there, " THEN ", cell,
                      " END");
}

namespace {

// "2026-11-20T09:00:00.25+01:00" in microseconds.
std::string InstantSql(const SqlText& sql, const std::string& cell) {
  const std::string date_time = absl::StrCat("substr(", cell, ", 1, 19)");
  const std::string seconds =
      sql.is_sqlite()
          ? absl::StrCat("CAST(strftime('%s', ", date_time, ") AS INTEGER)")
      : sql.is_postgres()
          ? absl::StrCat("CAST(extract(epoch FROM CAST(", date_time,
                         " AS TIMESTAMP)) AS BIGINT)")
          : absl::StrCat("epoch_us(CAST(", date_time,
                         " AS TIMESTAMP)) // 1000000");
  const auto part = [&cell](const std::string& begin, const char* size) {
    return absl::StrCat("substr(", cell, ", ", begin, ", ", size, ")");
  };
  const auto from_end = [&cell](int back) {
    return absl::StrCat("length(", cell, ") - ", back);
  };
  const std::string is_utc =
      absl::StrCat(part(from_end(0), "1"), " IN ('Z', 'z')");
  const std::string fraction = absl::StrCat(
      "CASE WHEN ", part("20", "1"), " = '.' THEN CAST(substr(CASE WHEN ",
      is_utc, " THEN substr(", cell, ", 21, length(", cell,
      ") - 21) ELSE substr(", cell, ", 21, length(", cell,
      ") - 26) END || '000000', 1, 6) AS BIGINT) ELSE 0 END");
  const std::string offset =
      absl::StrCat("CASE WHEN ", is_utc, " THEN 0 ELSE CAST(",
                   part(from_end(5), "1"), " || '1' AS BIGINT) * (CAST(",
                   part(from_end(4), "2"), " AS BIGINT) * 60 + CAST(",
                   part(from_end(1), "2"), " AS BIGINT)) * 60000000 END");
  return absl::StrCat("(", seconds, ") * 1000000 + ", fraction, " - ", offset);
}

// SQLite's own reading of decimals is not the nearest double; a whole number
// of at most 15 digits, divided by a power of ten, is.
std::string SqliteDouble(const std::string& cell) {
  return absl::StrCat("CAST(replace(", cell,
                      ", '.', '') AS INTEGER) * 1.0 / CAST('1' || CASE instr(",
                      cell, ", '.') WHEN 0 THEN '' ELSE substr('",
                      "000000000000000", "', 1, length(", cell, ") - instr(",
                      cell, ", '.')) END AS INTEGER)");
}

}  // namespace

std::string SqlQueryBuilder::ValueOfCell(const SqlColumn& column,
                                         const std::string& cell) const {
  switch (column.type) {
    case ValueType::kBool:
      return absl::StrCat(
          "CASE WHEN lower(", cell,
          ") IN ('true', 'yes', 'y', '1') THEN TRUE WHEN lower(", cell,
          ") IN ('false', 'no', 'n', '0') THEN FALSE END");
    case ValueType::kInt:
      return SqlText::AsInt(cell);
    case ValueType::kDouble:
      // Adding zero leaves no -0.
      return sql_.is_sqlite()
                 ? SqliteDouble(cell)
                 : absl::StrCat(sql_.AsDouble(cell), " + ", sql_.Double(0));
    case ValueType::kTimestamp:
      return absl::StrCat("CASE WHEN ", cell, " IS NOT NULL THEN ",
                          InstantSql(sql_, cell), " END");
    default:
      return cell;
  }
}

std::string SqlQueryBuilder::IsInexact(const SqlColumn& column,
                                       const std::string& cell) const {
  if (!sql_.is_sqlite() || column.type != ValueType::kDouble) return "";
  return absl::StrCat("(", cell, " GLOB '*[^0-9.+-]*' OR length(ltrim(replace(",
                      cell, ", '.', ''), '+-')) > 15)");
}

}  // namespace leadscore::internal
