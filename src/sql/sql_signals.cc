// The signals of a query: one step with an aggregate for each, and another for
// those over accounts.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/sql/sql_query.h"

namespace leadscore::internal {
namespace {

absl::StatusOr<std::string> FilterSql(const CheckedSignal& signal,
                                      const SqlQueryBuilder& query) {
  std::string filter = query.IsOfTypes(signal.types);
  if (signal.within.has_value()) {
    absl::StrAppend(&filter, " AND time > as_of - ", *signal.within);
  }
  if (signal.after.has_value()) {
    absl::StrAppend(&filter, " AND time <= as_of - ", *signal.after);
  }
  if (signal.where != nullptr) {
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression where,
                               query.OfActivity(*signal.where));
    absl::StrAppend(&filter, " AND ", where.text);
  }
  return filter;
}

// Each value within 10^18 and rounded, its whole part and the rest apart.
std::string SumOfDoubles(const std::string& property, const SqlText& sql) {
  const std::string most = sql.Double(1e18);
  const std::string least = sql.Double(-1e18);
  const std::string value = absl::StrCat(
      "(CASE WHEN ", property, " > ", most, " THEN ", most, " WHEN ", property,
      " < ", least, " THEN ", least, " ELSE ", property, " END)");
  return absl::StrCat(
      "sum(CAST(", SqlText::AsInt(absl::StrCat("trunc(", value, ")")), " AS ",
      sql.is_duckdb() ? "HUGEINT" : "NUMERIC", ") * 1000000 + ",
      sql.RoundedMicros(absl::StrCat("(", value, " - trunc(", value, "))")),
      ")");
}

// The aggregate over what was filtered.
absl::StatusOr<std::string> AggregateSql(const CheckedSignal& signal,
                                         const SqlQueryBuilder& query) {
  LEADSCORE_ASSIGN_OR_RETURN(const std::string filter,
                             FilterSql(signal, query));
  const SqlText& sql = query.sql();
  std::string property;
  if (signal.property >= 0) {
    LEADSCORE_ASSIGN_OR_RETURN(
        property, query.properties[static_cast<size_t>(signal.property)]);
  }
  const auto over = [&filter](const std::string& what) {
    return absl::StrCat(what, " FILTER (WHERE ", filter, ")");
  };
  switch (signal.kind) {
    case SignalKind::kCount:
      return over("count(*)");
    case SignalKind::kDistinct:
      return over(absl::StrCat("count(DISTINCT ", property, ")"));
    case SignalKind::kMin:
    case SignalKind::kMax:
      return over(absl::StrCat(
          signal.kind == SignalKind::kMin ? "min(" : "max(", property, ")"));
    case SignalKind::kSum:
      if (signal.type == ValueType::kInt) {
        if (sql.is_sqlite()) {
          return absl::UnimplementedError(
              "a sum of ints may leave 64 bits, where SQLite stops");
        }
        return over(absl::StrCat("sum(", property, ")"));
      }
      if (sql.is_sqlite()) {
        return absl::UnimplementedError(
            "a sum of doubles is one of 128 bits, which SQLite does not have");
      }
      return over(SumOfDoubles(property, sql));
    case SignalKind::kDaysSinceFirst:
      return over("min(time)");
    case SignalKind::kDaysSinceLast:
      return over("max(time)");
    case SignalKind::kActiveDays:
      return over("count(DISTINCT day)");
    default:
      return over(absl::StrCat("count(DISTINCT ",
                               sql.FloorDivide("(day + 3)", 7), ")"));
  }
}

// What the signal is, given the column of its aggregate, which is NULL for a
// lead without activities.
std::string ValueOfAggregate(const CheckedSignal& signal,
                             const std::string& column, const SqlText& sql) {
  switch (signal.kind) {
    case SignalKind::kMin:
    case SignalKind::kMax:
      return column;
    case SignalKind::kDaysSinceFirst:
    case SignalKind::kDaysSinceLast:
      return absl::StrCat(
          "CASE WHEN ", column, " IS NOT NULL THEN ",
          sql.Divide(
              sql.is_sqlite()
                  ? absl::StrCat("max(c.now_tick - ", column, ", 0)")
                  : absl::StrCat("greatest(c.now_tick - ", column, ", 0)"),
              absl::StrCat(kMicrosPerDay)),
          " END");
    case SignalKind::kSum:
      if (signal.type == ValueType::kInt) {
        return SqlText::AsInt(
            absl::StrCat("least(greatest(coalesce(", column,
                         ", 0), -9223372036854775808), 9223372036854775807)"));
      }
      return absl::StrCat(
          sql.AsDouble(absl::StrCat("coalesce(", column, ", 0)")), " / ",
          sql.Double(1e6));
    default:
      return absl::StrCat("coalesce(", column, ", 0)");
  }
}

std::string RatioSql(const CheckedSignal& signal, const std::string& of,
                     const std::string& to, const SqlText& sql) {
  const std::string divisor = sql.AsDouble(absl::StrCat("(", to, ")"));
  return absl::StrCat("CASE WHEN ", divisor, " >= ", sql.Double(signal.min_to),
                      " AND ", divisor, " <> ", sql.Double(0), " THEN ",
                      sql.AsDouble(absl::StrCat("(", of, ")")), " / ", divisor,
                      " END");
}

}  // namespace

void AddSignals(SqlQueryBuilder* query) {
  const CheckedModel& model = query->model();
  std::vector<std::string> own;
  std::vector<std::string> account;
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    const auto refuse = [&](const absl::Status& why) {
      query->signals.push_back(absl::UnimplementedError(
          absl::StrCat("signal.", signal.name, ": ", why.message())));
    };
    if (!query->log.ok()) {
      refuse(query->log);
      continue;
    }
    if (signal.kind == SignalKind::kRatio) {
      refuse(absl::UnimplementedError("its parts are not covered"));
      continue;
    }
    const absl::StatusOr<std::string> made = AggregateSql(signal, *query);
    if (!made.ok()) {
      refuse(made.status());
      continue;
    }
    const std::string name = absl::StrCat("s", i);
    (signal.over_account ? account : own)
        .push_back(absl::StrCat(*made, " AS ", name, "  -- signal.",
                                SqlComment(signal.name)));
    query->signals.push_back(ValueOfAggregate(
        signal,
        absl::StrCat(signal.over_account ? "account_signals." : "signals.",
                     name),
        query->sql()));
  }
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    if (signal.kind != SignalKind::kRatio) continue;
    const auto& of = query->signals[static_cast<size_t>(signal.of)];
    const auto& to = query->signals[static_cast<size_t>(signal.to)];
    if (of.ok() && to.ok()) {
      query->signals[i] = RatioSql(signal, *of, *to, query->sql());
    }
  }
  const auto add = [query](const char* step, const char* key,
                           const std::vector<std::string>& columns) {
    if (columns.empty()) return;
    std::string body = absl::StrCat("SELECT ", key);
    // A comma stands before the comment of the line above it.
    for (const std::string& column : columns) {
      absl::StrAppend(&body, "\n    , ", column);
    }
    query->AddStep({step, "Signals, aggregates over the log",
                    absl::StrCat(body, "\n  FROM log GROUP BY ", key), false});
  };
  add("signals", "lead_id", own);
  add("account_signals", "account_key", account);
}

}  // namespace leadscore::internal
