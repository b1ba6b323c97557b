#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/explain.h"
#include "src/explain/phrases.h"
#include "src/explain/text_rows.h"

namespace leadscore {
namespace {

using internal::CauseText;
using internal::LackTexts;
using internal::SignedPoints;
using internal::TextRows;
using internal::TimeText;

// "fit 80 (A)"
std::string ScoreHead(const ScoreExplanation& score) {
  return absl::StrCat(
      score.label, " ", score.points.ToShortString(),
      score.band.empty() ? "" : absl::StrCat(" (", score.band, ")"));
}

// The rules that gave points, the most first.
std::vector<const RuleExplanation*> GivingRules(const ScoreExplanation& score) {
  std::vector<const RuleExplanation*> rules;
  for (const GroupExplanation& group : score.groups) {
    for (const RuleExplanation& rule : group.rules) {
      if (internal::IsVisible(rule.result.points)) rules.push_back(&rule);
    }
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const RuleExplanation* a, const RuleExplanation* b) {
                     const auto size = [](const RuleExplanation* rule) {
                       return rule->result.points < Points()
                                  ? -rule->result.points
                                  : rule->result.points;
                     };
                     return size(a) > size(b);
                   });
  return rules;
}

class Text {
 public:
  Text(const Explanation& explanation, absl::TimeZone zone)
      : explanation_(explanation),
        now_(explanation.result.as_of),
        zone_(zone) {}

  std::string Whole() const {
    std::string text = Head();
    for (const ScoreExplanation& score : explanation_.scores) {
      absl::StrAppend(&text, "\n", Score(score));
    }
    absl::StrAppend(&text, Silent(), Adjustments(), Next(), Certainty(),
                    Validity());
    return text;
  }

  std::string Sentence() const {
    std::vector<std::string> parts;
    for (const ScoreExplanation& score : explanation_.scores) {
      parts.push_back(ScoreSentence(score));
    }
    if (std::string stage = StageText(); !stage.empty()) {
      parts.push_back(absl::StrCat(stage, "."));
    }
    if (std::string next = NextSentence(); !next.empty()) {
      parts.push_back(std::move(next));
    }
    if (std::string ask = AskText(); !ask.empty()) {
      parts.push_back(std::move(ask));
    }
    return absl::StrJoin(parts, " ");
  }

 private:
  std::string Head() const {
    const LeadResult& result = explanation_.result;
    std::string text = absl::StrCat(
        result.id, " by ", explanation_.model,
        explanation_.model_version.empty() ? "" : " ",
        explanation_.model_version, " as of ", TimeText(now_, zone_), " ",
        absl::FormatTime("%Z", now_, zone_), "\n");
    std::string line = StageText();
    if (!result.grade.empty()) {
      absl::StrAppend(&line, line.empty() ? "Grade " : ", grade ",
                      result.grade);
    }
    absl::StrAppend(&line, line.empty() ? "Total " : ", total ",
                    result.total.ToShortString());
    return absl::StrCat(text, line, "\n");
  }

  // "MQL (Sales calls) by score since 2026-11-02 10:00"; empty without stages.
  std::string StageText() const {
    const LeadResult& result = explanation_.result;
    if (result.stage.empty()) return "";
    std::string text = result.stage;
    if (explanation_.stage_label != result.stage) {
      absl::StrAppend(&text, " (", explanation_.stage_label, ")");
    }
    if (!result.disqualified_by.empty()) {
      absl::StrAppend(&text, ", disqualified: ", result.disqualified_by);
    } else if (!result.stage_way.empty()) {
      absl::StrAppend(&text, " by ", result.stage_way);
    }
    if (result.since.has_value()) {
      absl::StrAppend(&text, " since ", TimeText(*result.since, zone_));
    }
    if (result.stage != result.unadjusted_stage) {
      absl::StrAppend(&text, " by an adjustment, ", result.unadjusted_stage,
                      " without it");
    }
    return text;
  }

  std::string Score(const ScoreExplanation& score) const {
    TextRows rows;
    if (score.base != Points()) {
      rows.Add(SignedPoints(score.base), "base", "");
    }
    for (const RuleExplanation* rule : GivingRules(score)) {
      std::string cause = CauseText(*rule, now_, zone_);
      if (rule->clamp != Points()) {
        absl::StrAppend(&cause, cause.empty() ? "" : ", ", "limited from ",
                        rule->result.raw.ToShortString());
      }
      rows.Add(SignedPoints(rule->result.points), rule->result.label, cause);
    }
    const auto add_clamp = [&rows](Points clamp, const std::string& label) {
      if (internal::IsVisible(clamp)) {
        rows.Add(SignedPoints(clamp), absl::StrCat("limit of ", label), "");
      }
    };
    for (const GroupExplanation& group : score.groups) {
      add_clamp(group.clamp, group.label);
    }
    add_clamp(score.clamp, score.label);
    if (score.adjustment != Points()) {
      rows.Add(SignedPoints(score.adjustment), "adjusted", "");
    }
    add_clamp(score.adjustment_clamp, score.label);
    return absl::StrCat(ScoreHead(score), "\n", rows.ToString());
  }

  // The rules that gave nothing.
  std::string Silent() const {
    TextRows rows;
    bool is_empty = true;
    for (const ScoreExplanation& score : explanation_.scores) {
      for (const GroupExplanation& group : score.groups) {
        for (const RuleExplanation& rule : group.rules) {
          if (internal::IsVisible(rule.result.points)) continue;
          rows.Add("", rule.result.label, WhyNothing(rule));
          is_empty = false;
        }
      }
    }
    return is_empty ? "" : absl::StrCat("\nGave nothing\n", rows.ToString());
  }

  std::string WhyNothing(const RuleExplanation& rule) const {
    const std::string cause = CauseText(rule, now_, zone_);
    switch (rule.result.outcome) {
      case RuleOutcome::kNoActivity:
        return rule.last_uncounted.has_value()
                   ? absl::StrCat(
                         "none that counts, the last ",
                         internal::WhenText(*rule.last_uncounted, now_, zone_))
                   : "never";
      case RuleOutcome::kError:
        return "could not be evaluated";
      case RuleOutcome::kFired:
        return cause.empty() ? "worth nothing" : cause;
      case RuleOutcome::kFalse:
        if (!cause.empty()) return cause;
        return "its condition does not hold";
      default:
        return cause;
    }
  }

  std::string Adjustments() const {
    if (explanation_.adjustments.empty()) return "";
    std::string text = "\nAdjustments\n";
    for (const AdjustmentInForce& adjustment : explanation_.adjustments) {
      absl::StrAppend(
          &text, "  ",
          adjustment.score.empty()
              ? absl::StrCat("stage ", adjustment.stage)
              : absl::StrCat(SignedPoints(adjustment.points), " ",
                             adjustment.score),
          " since ", TimeText(adjustment.from, zone_),
          adjustment.until == absl::InfiniteFuture()
              ? ""
              : absl::StrCat(" until ", TimeText(adjustment.until, zone_)),
          adjustment.reason.empty() ? ""
                                    : absl::StrCat(": ", adjustment.reason),
          adjustment.author.empty()
              ? ""
              : absl::StrCat(" (", adjustment.author, ")"),
          "\n");
    }
    return text;
  }

  std::string Next() const {
    if (!explanation_.result.disqualified_by.empty()) {
      return absl::StrCat("\nKept out by ", explanation_.result.disqualified_by,
                          explanation_.disqualifying.empty() ? "" : ": ",
                          internal::FactsText(explanation_.disqualifying),
                          "\n");
    }
    if (!explanation_.next.has_value()) return "";
    TextRows rows;
    for (const WayGap& way : explanation_.next->ways) {
      rows.Add("", way.way, absl::StrJoin(LackTexts(way, zone_), "; "));
    }
    return absl::StrCat("\nTo ", explanation_.next->stage, "\n",
                        rows.ToString());
  }

  std::string Certainty() const {
    const size_t known = explanation_.known.size();
    const size_t read = known + explanation_.unknown.size();
    std::string text =
        absl::StrCat("\nKnown: ", known, " of ", read, " attributes");
    if (explanation_.unknown.empty()) return absl::StrCat(text, "\n");
    absl::StrAppend(&text, "; not ", absl::StrJoin(explanation_.unknown, ", "),
                    "\n");
    for (const ScoreExplanation& score : explanation_.scores) {
      if (score.bounds.low == score.bounds.high) continue;
      absl::StrAppend(&text, "  ", score.label, " lies between ",
                      score.bounds.low.ToShortString(), " and ",
                      score.bounds.high.ToShortString(), "\n");
    }
    return text;
  }

  // How long the grade and the stage hold, and the points, if they change
  // before and so that one sees it.
  std::string Validity() const {
    const LeadResult& result = explanation_.result;
    const auto& outcome = explanation_.outcome_valid_until;
    std::string text;
    if (!result.grade.empty() || !result.stage.empty()) {
      const std::string what = result.grade.empty()   ? "the stage holds"
                               : result.stage.empty() ? "the grade holds"
                                                      : "stage and grade hold";
      text = absl::StrCat("If nothing happens, ", what, " ",
                          outcome.has_value() ? OutcomeUntil(*outcome)
                                              : "for at least 400 days",
                          ".\n");
    }
    const auto& until = result.valid_until;
    if (!until.has_value()) {
      return text.empty() ? "If nothing happens, the points do not change for "
                            "at least 400 days.\n"
                          : text;
    }
    if (outcome.has_value() && outcome->time == until->time) return text;
    return absl::StrCat(text, PointsUntil(*until));
  }

  // "until 2026-12-18 01:00, then: grade A1 to A2"
  std::string OutcomeUntil(const ValidUntil& until) const {
    std::vector<std::string> changes;
    for (const ValueChange& change : until.changes) {
      if (change.name != "grade" && change.name != "stage") continue;
      changes.push_back(
          absl::StrCat(change.name, " ", change.from, " to ", change.to));
    }
    return absl::StrCat("until ", TimeText(until.time, zone_),
                        ", then: ", absl::StrJoin(changes, ", "));
  }

  // A line about the next change of the points; empty if one would not see it.
  std::string PointsUntil(const ValidUntil& until) const {
    std::vector<std::string> changes;
    for (const ValueChange& change : until.changes) {
      const std::string from = ShortPoints(change.from);
      const std::string to = ShortPoints(change.to);
      if (from == to) continue;
      changes.push_back(
          absl::StrCat(ScoreLabel(change.name), " ", from, " to ", to));
    }
    if (changes.empty()) return "";
    return absl::StrCat("The points change on ", TimeText(until.time, zone_),
                        ": ", absl::StrJoin(changes, ", "), ".\n");
  }

  static std::string ShortPoints(const std::string& exact) {
    const absl::StatusOr<Points> points = Points::Parse(exact);
    return points.ok() ? points->ToShortString() : exact;
  }

  // Of a score by its name; that of the total is its name.
  std::string ScoreLabel(const std::string& name) const {
    for (const ScoreExplanation& score : explanation_.scores) {
      if (score.name == name) return score.label;
    }
    return name;
  }

  // ---- In one sentence ---------------------------------------------------

  std::string ScoreSentence(const ScoreExplanation& score) const {
    constexpr size_t kMost = 3;
    std::vector<std::string> causes;
    for (const RuleExplanation* rule : GivingRules(score)) {
      if (causes.size() == kMost) break;
      causes.push_back(RulePhrase(*rule));
    }
    return absl::StrCat(ScoreHead(score), causes.empty() ? "" : ": ",
                        absl::StrJoin(causes, "; "), ".");
  }

  std::string RulePhrase(const RuleExplanation& rule) const {
    const std::string points = SignedPoints(rule.result.points);
    const std::string cause = CauseText(rule, now_, zone_);
    return absl::StrCat(points, " ", rule.result.label,
                        cause.empty() ? "" : " (", cause,
                        cause.empty() ? "" : ")");
  }

  std::string NextSentence() const {
    if (!explanation_.next.has_value() ||
        !explanation_.result.disqualified_by.empty()) {
      return "";
    }
    std::vector<std::string> ways;
    for (const WayGap& way : explanation_.next->ways) {
      ways.push_back(absl::StrCat(way.way, ": ",
                                  absl::StrJoin(LackTexts(way, zone_), ", ")));
    }
    return absl::StrCat("To ", explanation_.next->stage, ": ",
                        absl::StrJoin(ways, "; or "), ".");
  }

  std::string AskText() const {
    std::vector<std::string> ask;
    for (const EvidenceResult& evidence : explanation_.result.evidence) {
      if (evidence.answer == Answer::kUnknown) ask.push_back(evidence.name);
    }
    return ask.empty() ? ""
                       : absl::StrCat("Ask: ", absl::StrJoin(ask, ", "), ".");
  }

  const Explanation& explanation_;
  const absl::Time now_;
  const absl::TimeZone zone_;
};

}  // namespace

std::string ExplanationText(const Explanation& explanation,
                            absl::TimeZone zone) {
  return Text(explanation, zone).Whole();
}

std::string ExplanationSentence(const Explanation& explanation,
                                absl::TimeZone zone) {
  return Text(explanation, zone).Sentence();
}

}  // namespace leadscore
