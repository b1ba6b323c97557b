#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/lint/lints.h"
#include "src/lint/normal_form.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

class ScoreLinter {
 public:
  ScoreLinter(CheckContext& context, const CheckedModel& model,
              const ScoreRanges& ranges)
      : context_(context),
        model_(model),
        ranges_(ranges),
        world_(World::OfLeads(model, AdjustedScores(model),
                              AdjustedTotal(model))) {}

  void Run() {
    for (size_t i = 0; i < model_.scores.size(); ++i) LintScore(i);
  }

 private:
  void LintScore(size_t index) {
    const CheckedScore& score = model_.scores[index];
    const ScoreRange& range = ranges_.scores[index];
    const Scope scope(context_, "scores", index, score.name);
    LintExplicit(score);
    LintBands(score, range);
    seen_ = SeenConditions();
    for (size_t g = 0; g < score.groups.size(); ++g) {
      const CheckedGroup& group = score.groups[g];
      const Scope inner(context_, "groups", g, group.name);
      for (size_t r = 0; r < group.rules.size(); ++r) {
        const Scope innermost(context_, "rules", r, group.rules[r].name);
        const bool is_idle = LintRule(
            group.rules[r], model_.spec.scores[index].groups[g].rules[r],
            range.groups[g].rules[r]);
        if (!is_idle) LintSwallowed(score, range, g, r);
      }
    }
  }

  // ---- Scores ------------------------------------------------------------

  bool ReadsSignal(const Condition& condition) const {
    if (condition == nullptr) return false;
    const auto& variables = condition->variables();
    return std::any_of(variables.begin(), variables.end(),
                       [this](int variable) { return ReadsSignal(variable); });
  }

  bool ReadsSignal(int variable) const {
    if (variable >= model_.lead_variables.signals) return true;
    const int attribute = variable - model_.lead_variables.attributes;
    return attribute >= 0 &&
           attribute < static_cast<int>(model_.attributes.size()) &&
           ReadsSignal(model_.attributes[static_cast<size_t>(attribute)].from);
  }

  bool ReadsActivities(const CheckedRule& rule) const {
    return rule.each != nullptr || ReadsSignal(rule.when) ||
           ReadsSignal(rule.table.of.variable) ||
           ReadsSignal(rule.curve.of.variable) ||
           std::any_of(rule.tiers.tiers.begin(), rule.tiers.tiers.end(),
                       [this](const CheckedTier& tier) {
                         return ReadsSignal(tier.when);
                       });
  }

  void LintExplicit(const CheckedScore& score) {
    const auto is_explicit = [](const std::string& name) {
      return absl::AsciiStrToLower(name) == "explicit";
    };
    if (!is_explicit(score.name) && !is_explicit(score.label)) return;
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        if (!ReadsActivities(rule)) continue;
        context_.Warning(
            "",
            absl::StrCat("the score is called explicit, but its rule ",
                         Quoted(rule.name), " reads activities"),
            "explicit is what a lead says of itself; put what it does into "
            "a score of its own");
        return;
      }
    }
  }

  void LintBands(const CheckedScore& score, const ScoreRange& range) {
    for (size_t i = 0; i + 1 < score.bands.size(); ++i) {
      const CheckedBand& band = score.bands[i];
      const Scope scope(context_, "bands", i, band.label);
      if (band.from > range.points.high) {
        context_.Warning(
            "from",
            absl::StrCat("no lead gets the band ", Quoted(band.label), ": ",
                         Quoted(score.name), " is at most ",
                         range.points.high.ToShortString(),
                         UnlessAdjusted(band.from <= score.max)),
            "lower it, or leave the band out");
      } else if (band.from <= score.min) {
        context_.Warning(
            "from",
            absl::StrCat("no lead gets a band below ", Quoted(band.label), ": ",
                         Quoted(score.name), " is at least ",
                         score.min.ToShortString()),
            "raise it, or leave the bands below out");
      }
    }
  }

  static const char* UnlessAdjusted(bool can_be_adjusted) {
    return can_be_adjusted ? ", unless a person adjusts it" : "";
  }

  // ---- Rules -------------------------------------------------------------

  // Returns whether the rule never gives points, and that has been said.
  bool LintRule(const CheckedRule& rule, const RuleSpec& spec,
                PointsRange range) {
    bool is_idle = LintCondition(context_, "when", rule.when, world_);
    if (rule.each != nullptr) {
      const Scope scope(context_, "each");
      is_idle = LintCondition(context_, "where", rule.each->where,
                              World::OfActivities(model_, rule.each->types)) ||
                is_idle;
    }
    if (rule.shape == RuleShape::kTiers) LintTiers(rule.tiers);
    if (rule.shape == RuleShape::kTable) LintTable(rule.table, spec);
    LintEqual(rule);
    if (is_idle) return true;
    if (range.low == Points() && range.high == Points()) {
      context_.Warning("", "the rule never gives or takes a point",
                       "give it points, or leave it out");
      return true;
    }
    return false;
  }

  void LintTiers(const CheckedTiers& tiers) {
    const Scope scope(context_, "tiers");
    std::vector<const cel::Program*> programs;
    for (const CheckedTier& tier : tiers.tiers) {
      programs.push_back(tier.when.get());
    }
    const ConditionJudge judge(world_);
    const std::vector<bool> may_be_first = judge.MayBeFirst(programs);
    for (size_t i = 0; i < programs.size(); ++i) {
      const Scope inner(context_, "tier", i, "");
      const bool is_never_true =
          LintCondition(context_, "when", tiers.tiers[i].when, world_);
      if (tiers.take_max || is_never_true || may_be_first[i]) continue;
      context_.Warning("when",
                       "no lead gets to this tier: wherever it is true, one "
                       "before it is true as well",
                       "tiers stand from the strictest to the loosest");
    }
  }

  void LintTable(const CheckedTable& table, const RuleSpec& spec) {
    const Scope scope(context_, "table");
    std::map<std::string, size_t> rows;
    size_t phrase = 0;
    for (size_t i = 0; i < spec.table->row.size(); ++i) {
      const std::vector<std::string>& values = spec.table->row[i].is;
      const Scope inner(context_, "row", i, "");
      for (size_t k = 0; k < values.size(); ++k) {
        std::optional<size_t> earlier;
        if (table.match_words) {
          earlier = RowOfPart(table, phrase++);
        } else {
          const auto [found, is_new] = rows.emplace(KeyOf(table, values[k]), i);
          if (!is_new) earlier = found->second;
        }
        if (!earlier.has_value()) continue;
        context_.WarningAt(
            "is", k,
            *earlier == i
                ? absl::StrCat(Quoted(values[k]),
                               " is in the row already, and changes nothing")
                : absl::StrCat(Quoted(values[k]), " never gets here: row ",
                               *earlier + 1, " takes it"),
            "leave it out, or change the order of the rows");
      }
    }
  }

  // The row of an earlier phrase whose words stand in a phrase.
  static std::optional<size_t> RowOfPart(const CheckedTable& table,
                                         size_t phrase) {
    // Of very many phrases only the first are looked at.
    constexpr size_t kMostPhrases = 500;
    const std::vector<std::string>& words = table.phrases[phrase].words;
    for (size_t i = 0; i < std::min(phrase, kMostPhrases); ++i) {
      const std::vector<std::string>& part = table.phrases[i].words;
      if (std::search(words.begin(), words.end(), part.begin(), part.end()) !=
          words.end()) {
        return static_cast<size_t>(table.phrases[i].row);
      }
    }
    return std::nullopt;
  }

  // What two spellings of one value share.
  std::string KeyOf(const CheckedTable& table, const std::string& value) const {
    if (table.of.type == ValueType::kInt) {
      return absl::StrCat(ParseInt64(value).value_or(0));
    }
    const int attribute = table.of.variable - model_.lead_variables.attributes;
    const bool is_folded =
        table.of.variable >= 0 && attribute >= 0 &&
        attribute < static_cast<int>(model_.attributes.size()) &&
        model_.attributes[static_cast<size_t>(attribute)].fold;
    return is_folded ? FoldText(value) : value;
  }

  // Two rules of a score that give points under one condition.
  void LintEqual(const CheckedRule& rule) {
    if (rule.when == nullptr || rule.shape != RuleShape::kPoints ||
        rule.each != nullptr) {
      return;
    }
    const std::string other =
        seen_.Add(NormalForm(rule.when->root()), rule.name);
    if (other.empty()) return;
    context_.Warning(
        "when",
        absl::StrCat("the same condition as that of the rule ", Quoted(other)),
        "add the points up in one rule, or change one of them");
  }

  // A rule that takes points where there are none to take, or gives them where
  // there is no room.
  void LintSwallowed(const CheckedScore& score, const ScoreRange& range,
                     size_t group_index, size_t rule_index) {
    const CheckedGroup& group = score.groups[group_index];
    const GroupRange& of_group = range.groups[group_index];
    const PointsRange rule = of_group.rules[rule_index];
    const PointsRange others = {of_group.sum.low - rule.low,
                                of_group.sum.high - rule.high};
    const PointsRange group_without = Clamp(others, group.min, group.max);
    const PointsRange score_without = {
        range.sum.low - of_group.points.low + group_without.low,
        range.sum.high - of_group.points.high + group_without.high};
    if (rule.high <= Points()) {
      if (others.high <= group.min) {
        WarnOfBound("group", "takes nothing away", "most", others.high, "min",
                    group.min);
      } else if (score_without.high <= score.min) {
        WarnOfBound("score", "takes nothing away", "most", score_without.high,
                    "min", score.min);
      }
    } else if (rule.low >= Points()) {
      if (others.low >= group.max) {
        WarnOfBound("group", "adds nothing", "least", others.low, "max",
                    group.max);
      } else if (score_without.low >= score.max) {
        WarnOfBound("score", "adds nothing", "least", score_without.low, "max",
                    score.max);
      }
    }
  }

  // That what the others give leaves a rule no room before a bound.
  void WarnOfBound(const char* whole, const char* effect, const char* extreme,
                   Points others, const char* bound, Points at) {
    context_.Warning(
        "",
        absl::StrCat("the rule ", effect, ": without it the ", whole, " is at ",
                     extreme, " ", others.ToShortString(), ", and its ", bound,
                     " is ", at.ToShortString()),
        absl::StrCat("change the ", bound, " of the ", whole,
                     ", or put the rule elsewhere"));
  }

  CheckContext& context_;
  const CheckedModel& model_;
  const ScoreRanges& ranges_;
  const World world_;
  SeenConditions seen_;  // Of the rules of one score.
};

}  // namespace

void LintScores(CheckContext& context, const CheckedModel& model,
                const ScoreRanges& ranges) {
  ScoreLinter(context, model, ranges).Run();
}

}  // namespace leadscore::internal
