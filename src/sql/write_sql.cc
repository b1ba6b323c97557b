// Puts the parts of a query together: from rules to groups, scores, the total
// and the grade, with what a reader needs to know before them.

#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/sql.h"
#include "src/core/fixed.h"
#include "src/sql/sql_query.h"

namespace leadscore {
namespace internal {
namespace {

std::string OrDefault(const std::string& name, const char* fallback) {
  return name.empty() ? fallback : name;
}

// From the points of rules to those of scores.
class ScoreWriter {
 public:
  ScoreWriter(const std::vector<absl::StatusOr<std::string>>& rules,
              SqlQueryBuilder* query)
      : rules_(rules), query_(*query), sql_(query->sql()) {}

  // Adds the steps, and returns the columns of the result.
  std::vector<std::string> Write() {
    AddGroups();
    AddScores();
    std::vector<std::string> columns = {
        absl::StrCat("lead_id AS ", names_.Add("id"))};
    const CheckedModel& model = query_.model();
    for (size_t i = 0; i < model.scores.size(); ++i) {
      columns.push_back(absl::StrCat(
          has_score_[i] ? AsPoints(absl::StrCat("s", i)) : Nothing(), " AS ",
          names_.Add(model.scores[i].name)));
    }
    columns.push_back(absl::StrCat(has_total_ ? AsPoints("total") : Nothing(),
                                   " AS ", names_.Add("total")));
    columns.push_back(absl::StrCat(Grade(), " AS ", names_.Add("grade")));
    columns.push_back(
        absl::StrCat("not_covered AS ", names_.Add("not_covered")));
    if (query_.options().with_rules) AddRuleColumns(&columns);
    return columns;
  }

 private:
  static std::string Nothing() { return "NULL"; }

  // Millionths as points: the double nearest to the decimal.
  std::string AsPoints(const std::string& column) const {
    return absl::StrCat("CASE WHEN not_covered IS NULL THEN ",
                        sql_.AsDouble(column), " / ", sql_.Double(1e6), " END");
  }

  void AddGroups() {
    std::string body = "SELECT r.*";
    size_t rule = 0;
    size_t index = 0;
    for (const CheckedScore& score : query_.model().scores) {
      for (const CheckedGroup& group : score.groups) {
        std::vector<std::string> sum;
        bool is_whole = true;
        for (size_t i = 0; i < group.rules.size(); ++i, ++rule) {
          is_whole = is_whole && rules_[rule].ok();
          if (is_whole) sum.push_back(*rules_[rule]);
        }
        has_group_.push_back(is_whole);
        if (is_whole) {
          absl::StrAppend(
              &body, "\n    , ",
              sql_.Clamp(
                  SqlText::AsInt(sum.empty() ? "0" : absl::StrJoin(sum, " + ")),
                  group.min.micros(), group.max.micros()),
              " AS g", index, "  -- ", SqlComment(group.label));
        }
        ++index;
      }
    }
    query_.AddStep({"grouped", "Groups, within their bounds",
                    absl::StrCat(body, "\n  FROM rules r"), false});
  }

  void AddScores() {
    const CheckedModel& model = query_.model();
    std::string body = "SELECT g.*";
    size_t group = 0;
    has_total_ = true;
    for (size_t i = 0; i < model.scores.size(); ++i) {
      const CheckedScore& score = model.scores[i];
      std::string sum = SqlText::AsInt(SqlInt(score.base.micros()));
      bool is_whole = true;
      for (size_t j = 0; j < score.groups.size(); ++j, ++group) {
        is_whole = is_whole && has_group_[group];
        absl::StrAppend(&sum, " + g", group);
      }
      has_score_.push_back(is_whole);
      has_total_ = has_total_ && is_whole;
      if (!is_whole) {
        query_.LeaveOut(absl::StrCat("score ", score.name),
                        "it has rules that are left out");
        continue;
      }
      absl::StrAppend(&body, "\n    , ",
                      sql_.Clamp(sum, score.min.micros(), score.max.micros()),
                      " AS s", i, "  -- ", SqlComment(score.label));
    }
    query_.AddStep({"scored", "Scores, within their bounds",
                    absl::StrCat(body, "\n  FROM grouped g"), false});
    AddTotal();
  }

  // The weighted sum, rounded once.
  void AddTotal() {
    const CheckedModel& model = query_.model();
    int64_t common = Points::kMicrosPerPoint;
    for (const CheckedScore& score : model.scores) {
      common = std::gcd(common, score.weight.micros());
    }
    std::vector<std::string> terms;
    double bound = 0;
    for (size_t i = 0; i < model.scores.size(); ++i) {
      const int64_t factor = model.scores[i].weight.micros() / common;
      terms.push_back(factor == 1
                          ? absl::StrCat("s", i)
                          : absl::StrCat("s", i, " * ", SqlInt(factor)));
      bound += static_cast<double>(kMaxScore.micros()) *
               std::fabs(static_cast<double>(factor));
    }
    constexpr double kMost = 4e18;
    if (has_total_ && sql_.is_sqlite() && bound > kMost) has_total_ = false;
    std::string total;
    if (has_total_) {
      const bool is_wide = bound > kMost;
      for (std::string& term : terms) {
        if (is_wide) {
          term = absl::StrCat("CAST(", term.substr(0, term.find(' ')), " AS ",
                              sql_.is_duckdb() ? "HUGEINT" : "NUMERIC", ")",
                              term.find(' ') == std::string::npos
                                  ? ""
                                  : term.substr(term.find(' ')));
        }
      }
      absl::StatusOr<std::string> rounded = sql_.RoundedProduct(
          absl::StrCat("(", absl::StrJoin(terms, " + "), ")"), bound, 1,
          Points::kMicrosPerPoint / common);
      has_total_ = rounded.ok();
      if (rounded.ok()) {
        total = sql_.Clamp(*rounded, model.total_min.micros(),
                           model.total_max.micros());
      }
    }
    if (!has_total_) {
      query_.LeaveOut("total",
                      "a score is left out, or its weights need more "
                      "than 64 bits");
    }
    query_.AddStep(
        {"totals", "The total",
         absl::StrCat(
             "SELECT s.*",
             has_total_ ? absl::StrCat(",\n    ", total, " AS total") : "",
             "\n  FROM scored s"),
         false});
  }

  std::string Grade() const {
    const CheckedModel& model = query_.model();
    std::vector<std::string> labels;
    for (int i : model.grade) {
      const auto index = static_cast<size_t>(i);
      if (!has_score_[index]) return Nothing();
      std::string label = "CASE";
      const std::vector<CheckedBand>& bands = model.scores[index].bands;
      for (size_t j = 0; j + 1 < bands.size(); ++j) {
        absl::StrAppend(&label, " WHEN s", i,
                        " >= ", SqlInt(bands[j].from.micros()), " THEN ",
                        SqlLiteral(bands[j].label));
      }
      labels.push_back(bands.size() == 1
                           ? SqlLiteral(bands.back().label)
                           : absl::StrCat(label, " ELSE ",
                                          SqlLiteral(bands.back().label),
                                          " END"));
    }
    if (labels.empty()) return "''";
    return absl::StrCat("CASE WHEN not_covered IS NULL THEN ",
                        absl::StrJoin(labels, " || "), " END");
  }

  void AddRuleColumns(std::vector<std::string>* columns) {
    size_t rule = 0;
    for (const CheckedScore& score : query_.model().scores) {
      for (const CheckedGroup& group : score.groups) {
        for (const CheckedRule& checked : group.rules) {
          const absl::StatusOr<std::string>& points = rules_[rule++];
          columns->push_back(
              absl::StrCat(points.ok() ? AsPoints(*points) : Nothing(), " AS ",
                           names_.Add(checked.name)));
        }
      }
    }
  }

  const std::vector<absl::StatusOr<std::string>>& rules_;
  SqlQueryBuilder& query_;
  const SqlText& sql_;
  SqlNames names_;
  std::vector<bool> has_group_;
  std::vector<bool> has_score_;
  bool has_total_ = true;
};

void LeaveOutRules(const std::vector<absl::StatusOr<std::string>>& rules,
                   SqlQueryBuilder* query) {
  size_t index = 0;
  for (const CheckedScore& score : query->model().scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        const absl::StatusOr<std::string>& points = rules[index++];
        if (!points.ok()) {
          query->LeaveOut(absl::StrCat("rule ", rule.name),
                          std::string(points.status().message()));
        }
      }
    }
  }
}

void LeaveOutRest(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  if (!model.stages.empty()) {
    query->LeaveOut("stages", "they remember, and a query does not");
  }
  if (!model.account_scores.empty()) {
    query->LeaveOut("account scores", "this query is about single leads");
  }
}

// ---- The text
// ------------------------------------------------------------------

std::string TableComment(const std::string& table,
                         const std::vector<std::string>& columns) {
  std::string comment = absl::StrCat("--   ", SqlName(table), " (");
  std::string line = comment;
  std::string text;
  constexpr size_t kWidth = 78;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string name = absl::StrCat(SqlName(SqlComment(columns[i])),
                                          i + 1 < columns.size() ? ", " : ")");
    if (line.size() + name.size() > kWidth) {
      absl::StrAppend(&text, line, "\n");
      line = "--     ";
    }
    line += name;
  }
  return absl::StrCat(text, line, "\n");
}

std::string HeaderComment(const Model& model, const SqlQueryBuilder& query,
                          const std::vector<SqlUncovered>& uncovered) {
  const ColumnsSpec& spec = query.model().spec.columns;
  std::string text = absl::StrCat(
      "-- The scores of ", SqlComment(model.name()), " ",
      SqlComment(model.version()), " (", model.fingerprint(), ") for ",
      query.sql().dialect_name(),
      ".\n--\n-- It reads these tables. Every column is text, as it stands in "
      "the CSV file; one\n-- that a file lacks is added empty.\n");
  std::vector<std::string> columns = {OrDefault(spec.id, "id"),
                                      OrDefault(spec.account, "account")};
  for (const SqlColumn& column : query.lead_columns) {
    columns.push_back(column.source);
  }
  text += TableComment(query.options().leads, columns);
  bool has_log = false;
  for (const SqlStep& step : query.steps()) {
    has_log = has_log || step.name == "activity_cells";
  }
  if (has_log) {
    columns = {OrDefault(spec.activity_lead, "lead_id"),
               OrDefault(spec.activity_type, "type"),
               OrDefault(spec.activity_time, "time")};
    if (query.options().has_activity_ids) {
      columns.push_back(OrDefault(spec.activity_id, "id"));
      columns.push_back(OrDefault(spec.activity_revision, "revision"));
    }
    for (const SqlColumn& column : query.property_columns) {
      columns.push_back(column.source);
    }
    text += TableComment(query.options().activities, columns);
  } else {
    text +=
        "-- The model has no activities, so that entries such as $set are not "
        "seen either.\n";
  }
  text +=
      "--\n-- A lead for which the query would not be exact has no scores, and "
      "a reason in\n-- not_covered.\n";
  if (!uncovered.empty()) text += "--\n-- Left out:\n";
  for (const SqlUncovered& part : uncovered) {
    absl::StrAppend(&text, "--   ", SqlComment(part.what), ": ",
                    SqlComment(part.reason), "\n");
  }
  return text;
}

std::string StepsText(const SqlQueryBuilder& query) {
  std::string text = "WITH ";
  const std::vector<SqlStep>& steps = query.steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ",\n", "\n-- ",
                    SqlComment(steps[i].comment), "\n", steps[i].name, " AS ",
                    steps[i].is_shared ? "MATERIALIZED " : "", "(\n  ",
                    steps[i].body, "\n)");
  }
  return text;
}

}  // namespace
}  // namespace internal

SqlQuery WriteSql(const Model& model, SqlDialect dialect,
                  const SqlOptions& options) {
  internal::SqlQueryBuilder query(model.checked(), dialect, options);
  internal::AddSettings(&query);
  internal::AddLeads(&query);
  internal::AddLog(&query);
  internal::AddSignals(&query);
  internal::AddFacts(&query);
  const auto rules = internal::AddRules(&query);
  internal::LeaveOutRules(rules, &query);
  const std::vector<std::string> columns =
      internal::ScoreWriter(rules, &query).Write();
  internal::LeaveOutRest(&query);
  SqlQuery made;
  made.uncovered = query.TakeUncovered();
  made.text = absl::StrCat(
      internal::HeaderComment(model, query, made.uncovered),
      internal::StepsText(query), "\n\nSELECT ",
      absl::StrJoin(columns, ",\n    "), "\nFROM totals\nORDER BY lead_id;\n");
  return made;
}

}  // namespace leadscore
