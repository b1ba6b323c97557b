#include "src/profile/unlisted_counter.h"

#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/activity/selection.h"
#include "src/activity/shapes.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Kind;
using cel::Value;

// A value as a row of the table would list it.
std::string RowText(const CheckedTable& table, const Value& value) {
  if (value.is(Kind::kString)) {
    return table.match_words
               ? absl::StrJoin(FoldedWords(value.as_string()), " ")
               : std::string(value.as_string());
  }
  if (value.is(Kind::kBool)) return value.as_bool() ? "true" : "false";
  return absl::StrCat(value.as_int());
}

}  // namespace

void UnlistedCounter::Add(const LeadFacts& facts, const RuleValue& value) {
  // Otherwise its condition does not hold, or there is nothing to look up.
  if (value.outcome != RuleOutcome::kFired &&
      value.outcome != RuleOutcome::kOtherwise) {
    return;
  }
  const Operand& of = rule_.table.of;
  if (rule_.each == nullptr) {
    LookUp(facts.Get(of.variable));
    return;
  }
  int errors = 0;
  for (size_t activity :
       SelectActivities(*rule_.each, model_, tables_, facts.log().activities,
                        facts.as_of(), &errors)) {
    LookUp(ValueInColumn(tables_.property(of.property), activity, -1));
  }
}

void UnlistedCounter::LookUp(const Value& value) {
  if (value.is_error()) return;
  if (!value.is(Kind::kList)) return LookUpOne(value);
  std::set<std::string_view> seen;
  for (const Value& item : value.as_list()) {
    if (seen.insert(item.as_string()).second) LookUpOne(item);
  }
}

void UnlistedCounter::LookUpOne(const Value& value) {
  ++looked_up_;
  if (TablePoints(rule_.table, value).outcome == RuleOutcome::kOtherwise) {
    unlisted_.Add(RowText(rule_.table, value));
  }
}

UnlistedValues UnlistedCounter::Finish() const {
  UnlistedValues values;
  values.rule = rule_.name;
  values.of = spec_.table->of;
  values.match = spec_.table->match;
  values.looked_up = looked_up_;
  values.unlisted = unlisted_.total();
  values.distinct = unlisted_.distinct();
  values.has_more_distinct = unlisted_.is_full();
  values.most_frequent = unlisted_.MostFrequent(UnlistedValues::kMostShown);
  return values;
}

}  // namespace leadscore::internal
