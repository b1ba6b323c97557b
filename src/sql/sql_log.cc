// The log of a query: activities as of the instant, versions and retractions
// resolved, screens passed, in the canonical order.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/sql/sql_query.h"

namespace leadscore::internal {
namespace {

std::string OrDefault(const std::string& name, const char* fallback) {
  return name.empty() ? fallback : name;
}

void AddCells(SqlQueryBuilder* query) {
  const SqlText& sql = query->sql();
  const ColumnsSpec& spec = query->model().spec.columns;
  const auto trimmed = [&](const std::string& name, const char* fallback) {
    return sql.Trimmed("a." + SqlName(OrDefault(name, fallback)), "s.blanks");
  };
  const bool has_ids = query->options().has_activity_ids;
  std::vector<std::string> cells = {
      absl::StrCat(trimmed(spec.activity_lead, "lead_id"), " AS lead_id"),
      absl::StrCat(trimmed(spec.activity_type, "type"), " AS type"),
      absl::StrCat(trimmed(spec.activity_time, "time"), " AS time"),
      has_ids ? absl::StrCat("coalesce(", trimmed(spec.activity_id, "id"),
                             ", '') AS id")
              : "'' AS id",
      has_ids ? absl::StrCat(
                    "CASE WHEN ", trimmed(spec.activity_revision, "revision"),
                    " <> '' THEN ",
                    SqlText::AsInt(trimmed(spec.activity_revision, "revision")),
                    " ELSE 0 END AS revision")
              : "0 AS revision"};
  for (const SqlColumn& column : query->property_columns) {
    cells.push_back(
        absl::StrCat(query->Cell(column, "a"), " AS ", column.name));
  }
  query->AddStep(
      {"activity_cells", "The cells of the file of activities",
       absl::StrCat("SELECT ", absl::StrJoin(cells, ",\n    "), "\n  FROM ",
                    SqlName(query->options().activities),
                    " a CROSS JOIN settings s"),
       false});
}

void AddEntries(SqlQueryBuilder* query) {
  SqlColumn time{"time", "time", ValueType::kTimestamp};
  std::vector<std::string> values = {
      "c.lead_id, c.account_key, c.as_of, c.now_tick, a.type, a.id, a.revision",
      absl::StrCat(query->ValueOfCell(time, "a.time"), " AS time")};
  std::vector<std::string> inexact;
  for (const SqlColumn& column : query->property_columns) {
    const std::string cell = "a." + column.name;
    values.push_back(
        absl::StrCat(query->ValueOfCell(column, cell), " AS ", column.name));
    const std::string doubt = query->IsInexact(column, cell);
    if (!doubt.empty()) inexact.push_back(doubt);
  }
  values.push_back(inexact.empty()
                       ? "FALSE AS is_inexact"
                       : absl::StrCat("coalesce(",
                                      absl::StrJoin(inexact, " OR "),
                                      ", FALSE) AS is_inexact"));
  query->AddStep(
      {"entries", "What is not later than the instant",
       absl::StrCat(
           "SELECT * FROM (SELECT ", absl::StrJoin(values, ",\n    "),
           "\n  FROM activity_cells a JOIN lead_cells c ON c.lead_id = "
           "a.lead_id) e\n  WHERE time <= as_of"),
       true});
}

// Without the times of activities, entries of any time count.
void AddDoubtful(SqlQueryBuilder* query, bool has_times) {
  const std::vector<CheckedSignal>& signals = query->model().signals;
  const bool has_accounts = std::any_of(
      signals.begin(), signals.end(),
      [](const CheckedSignal& signal) { return signal.over_account; });
  const char* key = has_accounts ? "account_key" : "lead_id";
  const char* from =
      has_times ? "entries"
                : "(SELECT c.lead_id, c.account_key, a.type, FALSE AS "
                  "is_inexact\n    FROM activity_cells a JOIN lead_cells c ON "
                  "c.lead_id = a.lead_id) a";
  query->AddStep(
      {"doubtful", "Leads with entries that this query does not read",
       absl::StrCat(
           "SELECT c.lead_id, min(e.reason) AS reason\n"
           "  FROM lead_cells c JOIN (SELECT ",
           key,
           ", CASE WHEN is_inexact THEN 'an activity has a number of more than "
           "15 digits'\n      ELSE 'entries ' || type || ' are not covered' "
           "END "
           "AS reason\n    FROM ",
           from,
           "\n    WHERE is_inexact OR type IN ('$set', '$adjust')) e ON e.",
           key, " = c.", key, "\n  GROUP BY c.lead_id"),
       false});
}

// Behind time and type, what orders activities.
std::string PayloadOrder(const SqlQueryBuilder& query, bool with_version) {
  std::vector<const SqlColumn*> columns;
  for (const SqlColumn& column : query.property_columns) {
    columns.push_back(&column);
  }
  const auto name_of = [&query](const SqlColumn* column) {
    const auto index =
        static_cast<size_t>(column - query.property_columns.data());
    return query.model().properties[index].name;
  };
  std::sort(columns.begin(), columns.end(),
            [&](const SqlColumn* a, const SqlColumn* b) {
              return name_of(a) < name_of(b);
            });
  std::vector<std::string> order = {"time", query.sql().Bytewise("type")};
  if (with_version) {
    order.push_back(query.sql().Bytewise("id"));
    order.push_back("revision");
  }
  for (const SqlColumn* column : columns) {
    order.push_back((column->type == ValueType::kString
                         ? query.sql().Bytewise(column->name)
                         : column->name) +
                    " NULLS FIRST");
  }
  return absl::StrJoin(order, ", ");
}

void AddResolved(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  const SqlText& sql = query->sql();
  const std::string types = query->IsOfTypes(
      std::vector<bool>(model.activity_schema.types.size(), true));
  std::string from = "entries e";
  std::string where = types;
  if (query->options().has_activity_ids) {
    query->AddStep(
        {"versions", "Of the versions of an activity one counts, or none",
         absl::StrCat("SELECT e.*, row_number() OVER (PARTITION BY lead_id, id "
                      "ORDER BY revision DESC, ",
                      PayloadOrder(*query, false),
                      ") AS version\n  FROM entries e WHERE type <> "
                      "'$retract'"),
         false});
    from =
        "versions e LEFT JOIN (SELECT DISTINCT lead_id AS of_lead, id AS of_id "
        "FROM entries\n    WHERE type = '$retract') r ON r.of_lead = e.lead_id "
        "AND r.of_id = e.id";
    absl::StrAppend(&where,
                    "\n    AND (e.id = '' OR (e.version = 1 AND r.of_id IS "
                    "NULL))");
  }
  const bool has_zone =
      model.spec.time_zone != "" && model.zone.name() != "UTC";
  const std::string local = has_zone ? "(e.time + z.shift)" : "e.time";
  const std::string day = sql.FloorDivide(local, kMicrosPerDay);
  const std::string age =
      absl::StrCat(sql.FloorDivide("now_tick", model.tick), " - ",
                   sql.FloorDivide("e.time", model.tick));
  if (has_zone) {
    absl::StrAppend(
        &from,
        "\n    JOIN clock_changes z ON e.time >= z.since AND e.time "
        "< z.until");
  }
  query->AddStep(
      {"resolved", "In the canonical order, with local days and ages in ticks",
       absl::StrCat("SELECT e.*, row_number() OVER (PARTITION BY lead_id ORDER "
                    "BY ",
                    PayloadOrder(*query, true), ") AS place,\n    ", day,
                    " AS day,\n    ", age, " AS age\n  FROM ", from,
                    "\n  WHERE ", where),
       true});
}

// The conditions under which a screen drops an activity.
absl::Status AddScreens(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  std::vector<std::string> drops;
  std::string joins;
  for (size_t i = 0; i < model.screens.size(); ++i) {
    const CheckedScreen& screen = model.screens[i];
    const std::string types = query->IsOfTypes(screen.types);
    if (screen.where != nullptr) {
      absl::StatusOr<SqlExpression> where = query->OfActivity(*screen.where);
      if (!where.ok()) {
        return absl::UnimplementedError(absl::StrCat(
            "screen ", screen.name, ": ", where.status().message()));
      }
      drops.push_back(absl::StrCat("coalesce(", types, " AND ", where->text,
                                   ", FALSE)  -- ", SqlComment(screen.name)));
    }
    if (!screen.burst_count.has_value()) continue;
    const int others = *screen.burst_count - 1;
    const std::string step = absl::StrCat("burst_", i);
    query->AddStep(
        {step, absl::StrCat("Bursts of the screen ", screen.name),
         absl::StrCat(
             "SELECT lead_id, place, max(is_begin) OVER (PARTITION BY lead_id "
             "ORDER BY place\n      ROWS BETWEEN ",
             others,
             " PRECEDING AND CURRENT ROW) AS is_burst\n  FROM (SELECT lead_id, "
             "place, CASE WHEN lead(time, ",
             others,
             ") OVER (PARTITION BY lead_id ORDER BY place)\n      - time <= ",
             screen.burst_within,
             " THEN 1 ELSE 0 END AS is_begin FROM resolved "
             "WHERE ",
             types, ") b"),
         false});
    absl::StrAppend(&joins, "\n  LEFT JOIN ", step, " ON ", step,
                    ".lead_id = e.lead_id AND ", step, ".place = e.place");
    drops.push_back(absl::StrCat("coalesce(", step, ".is_burst, 0) = 1  -- ",
                                 SqlComment(screen.name)));
  }
  query->AddStep({"log", "What passed the screens",
                  absl::StrCat("SELECT e.*\n  FROM resolved e", joins,
                               drops.empty() ? "" : "\n  WHERE NOT (",
                               absl::StrJoin(drops, "\n    OR "),
                               drops.empty() ? "" : "\n  )"),
                  true});
  return absl::OkStatus();
}

}  // namespace

void AddLog(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  for (const SqlColumn& column : query->property_columns) {
    query->properties.push_back(column.name);
    if (!column.time_format.empty()) {
      query->properties.back() = absl::UnimplementedError(
          absl::StrCat(column.source, " has a time_format of its own"));
    }
  }
  if (model.activity_schema.types.empty()) return;
  if (!model.spec.columns.activity_time_format.empty()) {
    query->log = absl::UnimplementedError(
        "the times of activities have a format of their own");
  }
  for (const SqlColumn& column : query->property_columns) {
    if (!column.time_format.empty()) {
      query->log = absl::UnimplementedError(absl::StrCat(
          "the property ", column.source, " has a time_format of its own"));
    }
  }
  AddCells(query);
  if (query->log.ok()) AddEntries(query);
  AddDoubtful(query, query->log.ok());
  if (!query->log.ok()) return;
  AddResolved(query);
  query->log = AddScreens(query);
}

}  // namespace leadscore::internal
