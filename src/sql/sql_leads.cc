// The leads of a query: cells as text, their values, and what is known of them
// at the instant.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/sql/sql_query.h"

namespace leadscore::internal {
namespace {

// Unicode's white space.
std::vector<char32_t> Blanks() {
  std::vector<char32_t> blanks;
  constexpr char32_t kLast = 0x3000;
  for (char32_t code = 1; code <= kLast; ++code) {
    std::string text;
    AppendUtf8(code, &text);
    if (TrimWhitespace(text).empty()) blanks.push_back(code);
  }
  return blanks;
}

std::string OrDefault(const std::string& name, const char* fallback) {
  return name.empty() ? fallback : name;
}

// Which offset from UTC holds from when until when. Of the model's zone, so
// that no database needs to know it.
void AddClockChanges(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  constexpr Micros kUntil = Micros{4'102'444'800} * kMicrosPerSecond;  // 2100.
  std::vector<std::string> rows;
  Micros since = kMinInstant;
  absl::TimeZone::CivilTransition change;
  while (true) {
    const bool is_last = !model.zone.NextTransition(FromMicros(since), &change);
    const Micros until =
        is_last ? kMaxInstant : ToMicros(model.zone.At(change.to).trans);
    const int offset = model.zone.At(FromMicros(since)).offset;
    const bool is_end = is_last || until > kUntil || until <= since;
    rows.push_back(absl::StrCat(
        "(", SqlText::AsInt(SqlInt(since)), ", ",
        SqlText::AsInt(SqlInt(is_end ? kMaxInstant + 1 : until)), ", ",
        SqlText::AsInt(SqlInt(offset * kMicrosPerSecond)), ")"));
    if (is_end) break;
    since = until;
  }
  query->AddStep({"clock_changes(since, until, shift)",
                  absl::StrCat("The clock of ", SqlComment(model.zone.name()),
                               " against UTC, until 2100"),
                  absl::StrCat("VALUES ", absl::StrJoin(rows, ",\n    ")),
                  true});
}

void AddLists(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  for (size_t i = 0; i < model.lists.size(); ++i) {
    std::vector<std::string> rows;
    for (const cel::Value& value : model.lists[i].value.as_list()) {
      rows.push_back(absl::StrCat("(", SqlLiteral(value.as_string()), ")"));
    }
    query->AddStep({absl::StrCat("list_", i, "(value)"),
                    absl::StrCat("list.", model.lists[i].name),
                    rows.empty()
                        ? "SELECT '' WHERE 1 = 0"
                        : absl::StrCat("VALUES ", absl::StrJoin(rows, ", ")),
                    false});
  }
}

// Each text of a list, once.
void AddTexts(const CheckedAttribute& attribute, SqlQueryBuilder* query) {
  const SqlText& sql = query->sql();
  const auto index = static_cast<size_t>(attribute.column);
  const SqlColumn& column = query->lead_columns[index];
  const std::string cell = "c." + column.name;
  const std::string by = SqlLiteral(column.separator);
  const std::string from =
      sql.is_duckdb()
          ? absl::StrCat("(SELECT lead_id, blanks, unnest(string_split(",
                         column.name, ", ", by, ")) AS item FROM lead_cells) c")
      : sql.is_postgres()
          ? absl::StrCat("lead_cells c, unnest(string_to_array(", cell, ", ",
                         by, ")) AS item")
          // A separator inside a JSON text is not escaped.
          : absl::StrCat(
                "(SELECT c.lead_id, c.blanks, j.value AS item FROM "
                "lead_cells c, json_each('[' || replace(json_quote(",
                cell, "), ", by, ", '\",\"') || ']') j) c");
  std::string item = sql.Trimmed("item", "blanks");
  const std::string is_there = absl::StrCat(item, " <> ''");
  if (attribute.fold) item = sql.Folded(item);
  query->AddStep(
      {absl::StrCat("texts_", index),
       absl::StrCat("The texts of lead.", attribute.name),
       absl::StrCat("SELECT DISTINCT c.lead_id, ", item, " AS value\n  FROM ",
                    from, "\n  WHERE ", is_there),
       true});
}

// Why a list's separator cannot be told apart in SQL; empty if it can.
bool IsOddSeparator(const SqlColumn& column) {
  return column.separator.find_first_of("\"\\") != std::string::npos ||
         std::any_of(column.separator.begin(), column.separator.end(),
                     [](char c) { return static_cast<uint8_t>(c) < 0x20; });
}

}  // namespace

void AddSettings(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  const SqlText& sql = query->sql();
  std::string as_of;
  if (query->options().as_of.has_value()) {
    const Micros micros = ToMicros(*query->options().as_of);
    as_of =
        absl::StrCat(SqlText::AsInt(SqlInt(micros)), " AS as_of, ",
                     SqlText::AsInt(SqlInt(FloorToTick(micros, model.tick))),
                     " AS now_tick,  -- ", FormatInstant(micros));
  } else {
    const std::string now =
        sql.is_duckdb() ? "epoch_us(current_timestamp)"
        : sql.is_postgres()
            ? SqlText::AsInt(
                  "floor(extract(epoch FROM current_timestamp) * 1000000)")
            : "CAST(strftime('%s', 'now') AS INTEGER) * 1000000";
    as_of = absl::StrCat(now, " AS as_of, ", sql.FloorDivide(now, model.tick),
                         " * ", model.tick,
                         " AS now_tick,  -- the database's clock");
  }
  query->AddStep(
      {"settings",
       "All times are microseconds since 1970 UTC, all points millionths.",
       absl::StrCat("SELECT ", as_of, "\n    ", sql.Characters(Blanks()),
                    " AS blanks"),
       true});
  AddLists(query);
}

void AddLeads(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  const SqlText& sql = query->sql();
  const ColumnsSpec& spec = model.spec.columns;
  const std::string id =
      sql.Trimmed("l." + SqlName(OrDefault(spec.id, "id")), "s.blanks");
  const std::string account = sql.Trimmed(
      "l." + SqlName(OrDefault(spec.account, "account")), "s.blanks");
  const bool has_accounts = std::any_of(
      model.signals.begin(), model.signals.end(),
      [](const CheckedSignal& signal) { return signal.over_account; });
  std::vector<std::string> cells = {
      absl::StrCat(id, " AS lead_id"),
      has_accounts
          ? absl::StrCat("CASE WHEN ", account, " <> '' THEN 'a' || ", account,
                         " ELSE 'l' || ", id, " END AS account_key")
          : "'' AS account_key",
      "s.blanks, s.as_of, s.now_tick"};
  for (const SqlColumn& column : query->lead_columns) {
    cells.push_back(
        absl::StrCat(query->Cell(column, "l"), " AS ", column.name));
  }
  query->AddStep({"lead_cells",
                  "The cells of the file; what is missing is NULL",
                  absl::StrCat("SELECT ", absl::StrJoin(cells, ",\n    "),
                               "\n  FROM ", SqlName(query->options().leads),
                               " l CROSS JOIN settings s"),
                  true});
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.column >= 0 && attribute.type == ValueType::kStringList &&
        !IsOddSeparator(
            query->lead_columns[static_cast<size_t>(attribute.column)])) {
      AddTexts(attribute, query);
    }
  }
  const bool needs_clock =
      model.zone.name() != "UTC" && model.spec.time_zone != "";
  if (needs_clock) AddClockChanges(query);
}

namespace {

// The value of an attribute of the file, and what makes one doubt it.
class AttributeSql {
 public:
  AttributeSql(const CheckedAttribute& attribute, SqlQueryBuilder* query)
      : attribute_(attribute),
        query_(*query),
        column_(query->lead_columns[static_cast<size_t>(attribute.column)]),
        cell_("c." + column_.name) {}

  absl::Status Refused() const {
    if (!column_.time_format.empty()) {
      return absl::UnimplementedError(absl::StrCat(
          "lead.", attribute_.name, " has a time_format of its own"));
    }
    if (attribute_.type == ValueType::kStringList && IsOddSeparator(column_)) {
      return absl::UnimplementedError(
          absl::StrCat("lead.", attribute_.name, " has an odd separator"));
    }
    return absl::OkStatus();
  }

  std::string Value() const {
    std::string value = query_.ValueOfCell(column_, cell_);
    if (attribute_.fold && attribute_.type == ValueType::kString) {
      value = query_.sql().Folded(query_.sql().Trimmed(cell_, "c.blanks"));
    }
    if (IsKnown().empty()) return value;
    return absl::StrCat("CASE WHEN ", IsKnown(), " THEN ", value, " END");
  }

  // Words for tables that match them.
  std::string Words() const {
    std::string words = query_.sql().Words(query_.sql().Folded(cell_));
    if (IsKnown().empty()) return words;
    return absl::StrCat("CASE WHEN ", IsKnown(), " THEN ", words, " END");
  }

  // "WHEN ... THEN 'lead.title: ...'", or nothing.
  std::string Doubt(bool has_words) const {
    std::string doubt;
    std::string why;
    if (attribute_.fold || has_words) {
      doubt = query_.sql().IsBeyondFolding(cell_);
      why = query_.sql().is_sqlite() ? "letters beyond ASCII are not folded"
                                     : "letters beyond Latin-1 are not folded";
    } else if (attribute_.type == ValueType::kDouble) {
      doubt = query_.IsInexact(column_, cell_);
      why = "SQLite reads no number of more than 15 digits exactly";
    }
    if (doubt.empty()) return "";
    return absl::StrCat(
        "WHEN ", doubt, " THEN ",
        SqlLiteral(absl::StrCat("lead.", attribute_.name, ": ", why)));
  }

 private:
  std::string IsKnown() const {
    if (attribute_.known_at_column < 0) return "";
    const SqlColumn& known =
        query_.lead_columns[static_cast<size_t>(attribute_.known_at_column)];
    SqlColumn as_time = known;
    as_time.type = ValueType::kTimestamp;
    const std::string cell = "c." + known.name;
    return absl::StrCat("(", cell, " IS NULL OR ",
                        query_.ValueOfCell(as_time, cell), " <= c.as_of)");
  }

  const CheckedAttribute& attribute_;
  const SqlQueryBuilder& query_;
  const SqlColumn& column_;
  const std::string cell_;
};

// Which attributes tables match words in.
std::vector<bool> HaveWords(const CheckedModel& model) {
  std::vector<bool> have(model.attributes.size());
  for (const CheckedScore& score : model.scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        const int of = rule.table.of.variable - model.lead_variables.attributes;
        if (rule.shape == RuleShape::kTable && rule.each == nullptr &&
            rule.table.match_words && of >= 0 &&
            of < static_cast<int>(have.size()) &&
            model.attributes[static_cast<size_t>(of)].type ==
                ValueType::kString) {
          have[static_cast<size_t>(of)] = true;
        }
      }
    }
  }
  return have;
}

// A step for a derived attribute, with everything that is known before it.
void AddDerived(size_t index, const std::string& name, SqlQueryBuilder* query) {
  const CheckedAttribute& attribute = query->model().attributes[index];
  const SqlText& sql = query->sql();
  absl::StatusOr<std::string>& column = query->attributes[index];
  if (attribute.type == ValueType::kStringList) {
    column = absl::UnimplementedError(
        absl::StrCat("lead.", attribute.name, " is a derived list"));
    return;
  }
  const absl::StatusOr<SqlExpression> value = query->OfLead(*attribute.from);
  if (!value.ok()) {
    column = absl::UnimplementedError(
        absl::StrCat("lead.", attribute.name, ": ", value.status().message()));
    return;
  }
  std::string columns = absl::StrCat(
      "f.*,\n    ",
      attribute.fold ? sql.Folded(sql.Trimmed(value->text, "f.blanks"))
                     : value->text,
      " AS ", name);
  if (attribute.fold) {
    const std::string doubt = absl::StrCat("doubt_", index);
    absl::StrAppend(&columns, ",\n    CASE WHEN ",
                    sql.IsBeyondFolding(value->text), " THEN ",
                    SqlLiteral(absl::StrCat("lead.", attribute.name,
                                            ": its letters are not folded")),
                    " END AS ", doubt);
    query->AddDoubt("f." + doubt);
  }
  const std::string step = absl::StrCat("facts_", index);
  query->AddStep(
      {step, absl::StrCat("lead.", attribute.name, ", derived"),
       absl::StrCat("SELECT ", columns, "\n  FROM ", query->facts, " f"),
       false});
  query->facts = step;
  column = "f." + name;
}

}  // namespace

void AddFacts(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  const std::vector<bool> have_words = HaveWords(model);
  SqlNames names;
  std::vector<std::string> columns = {
      "c.lead_id, c.account_key, c.blanks, c.as_of, c.now_tick"};
  std::vector<std::string> doubts;
  query->words.resize(model.attributes.size());
  std::vector<std::string> derived(model.attributes.size());
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const CheckedAttribute& attribute = model.attributes[i];
    const std::string name = names.Add("lead." + attribute.name);
    derived[i] = name;
    query->attributes.push_back("f." + name);
    if (attribute.column < 0) {
      query->attributes[i] = absl::UnimplementedError(
          absl::StrCat("lead.", attribute.name, " is derived later"));
      continue;
    }
    const AttributeSql made(attribute, query);
    if (const absl::Status refused = made.Refused(); !refused.ok()) {
      query->attributes[i] = refused;
      continue;
    }
    columns.push_back(absl::StrCat(made.Value(), " AS ", name));
    const bool has_words = have_words[i] && !query->sql().is_sqlite();
    if (has_words) {
      query->words[i] = "f." + names.Add("words of " + attribute.name);
      columns.push_back(
          absl::StrCat(made.Words(), " AS ", query->words[i].substr(2)));
    }
    const std::string doubt = made.Doubt(has_words);
    if (!doubt.empty() && attribute.is_read) doubts.push_back(doubt);
  }
  std::string joins;
  for (const SqlStep& step : query->steps()) {
    if (step.name != "signals" && step.name != "account_signals") continue;
    absl::StrAppend(&joins, "\n  LEFT JOIN ", step.name, " ON ", step.name,
                    step.name == "signals" ? ".lead_id = c.lead_id"
                                           : ".account_key = c.account_key");
  }
  for (size_t i = 0; i < query->signals.size(); ++i) {
    if (!query->signals[i].ok()) continue;
    const std::string name = names.Add("signal." + model.signals[i].name);
    columns.push_back(absl::StrCat(*query->signals[i], " AS ", name));
    query->signals[i] = "f." + name;
  }
  const bool has_log =
      std::any_of(query->steps().begin(), query->steps().end(),
                  [](const SqlStep& step) { return step.name == "doubtful"; });
  if (has_log) {
    doubts.push_back("WHEN doubtful.lead_id IS NOT NULL THEN doubtful.reason");
    joins += "\n  LEFT JOIN doubtful ON doubtful.lead_id = c.lead_id";
  }
  columns.push_back(
      doubts.empty() ? "CAST(NULL AS VARCHAR(200)) AS doubt"
                     : absl::StrCat("CASE ", absl::StrJoin(doubts, "\n      "),
                                    " END AS doubt"));
  query->AddDoubt("f.doubt");
  query->AddStep({"facts", "What is known of each lead",
                  absl::StrCat("SELECT ", absl::StrJoin(columns, ",\n    "),
                               "\n  FROM lead_cells c", joins),
                  true});
  for (int i : model.derivation_order) {
    AddDerived(static_cast<size_t>(i), derived[static_cast<size_t>(i)], query);
  }
}

}  // namespace leadscore::internal
