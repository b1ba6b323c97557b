#include "leadscore/explanation_json.h"

#include <optional>
#include <string_view>
#include <vector>

#include "src/core/time_text.h"
#include "src/io/json_writer.h"

namespace leadscore {
namespace {

using internal::JsonWriter;

std::string_view OutcomeName(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kFired:
      return "fired";
    case RuleOutcome::kOtherwise:
      return "otherwise";
    case RuleOutcome::kMissing:
      return "missing";
    case RuleOutcome::kFalse:
      return "false";
    case RuleOutcome::kNoActivity:
      return "no_activity";
    case RuleOutcome::kError:
      break;
  }
  return "error";
}

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kYes:
      return "yes";
    case Answer::kNo:
      return "no";
    case Answer::kUnknown:
      break;
  }
  return "unknown";
}

// Writes members of the present object.
class Members {
 public:
  explicit Members(JsonWriter* json) : json_(*json) {}

  void Text(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    json_.Key(name);
    json_.Text(value);
  }
  void Always(std::string_view name, Points points) {
    json_.Key(name);
    json_.Number(points.ToString());
  }
  void Unless0(std::string_view name, Points points) {
    if (points != Points()) Always(name, points);
  }
  void Instant(std::string_view name, absl::Time time) {
    if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return;
    json_.Key(name);
    json_.Text(internal::FormatInstant(internal::ToMicros(time)));
  }
  void Bounds(std::string_view name, const PointsBounds& bounds) {
    json_.Key(name);
    json_.BeginArray();
    json_.Number(bounds.low.ToString());
    json_.Number(bounds.high.ToString());
    json_.EndArray();
  }
  void Texts(std::string_view name, const std::vector<std::string>& values) {
    Array(name, values,
          [this](const std::string& value) { json_.Text(value); });
  }
  // An array of objects, left out if it is empty.
  template <typename T, typename Write>
  void Objects(std::string_view name, const std::vector<T>& values,
               const Write& write) {
    Array(name, values, [&](const T& value) {
      json_.BeginObject();
      write(value);
      json_.EndObject();
    });
  }

 private:
  template <typename T, typename Write>
  void Array(std::string_view name, const std::vector<T>& values,
             const Write& write) {
    if (values.empty()) return;
    json_.Key(name);
    json_.BeginArray();
    for (const T& value : values) write(value);
    json_.EndArray();
  }

  JsonWriter& json_;
};

class ExplanationWriter {
 public:
  explicit ExplanationWriter(JsonWriter* json) : json_(*json), members_(json) {}

  void Write(const Explanation& explanation) {
    const LeadResult& result = explanation.result;
    json_.BeginObject();
    members_.Text("id", result.id);
    members_.Text("model", explanation.model);
    members_.Text("model_version", explanation.model_version);
    members_.Text("fingerprint", explanation.fingerprint);
    members_.Instant("as_of", result.as_of);
    members_.Always("total", result.total);
    members_.Bounds("total_bounds", explanation.total_bounds);
    members_.Text("grade", result.grade);
    WriteStage(explanation);
    members_.Objects("scores", explanation.scores,
                     [this](const auto& score) { Write(score); });
    members_.Objects("adjustments", explanation.adjustments,
                     [this](const auto& adjustment) { Write(adjustment); });
    members_.Objects(
        "evidence", result.evidence, [this](const EvidenceResult& evidence) {
          members_.Text("stage", evidence.stage);
          members_.Text("name", evidence.name);
          members_.Text("answer", std::string(AnswerName(evidence.answer)));
        });
    WriteFacts("disqualifying", explanation.disqualifying);
    if (explanation.next.has_value()) WriteNext(*explanation.next);
    members_.Texts("known", explanation.known);
    members_.Texts("unknown", explanation.unknown);
    WriteScreens(result);
    WriteUntil("valid_until", result.valid_until);
    WriteUntil("outcome_valid_until", explanation.outcome_valid_until);
    json_.EndObject();
  }

  void Write(const Transition& transition, bool with_cause = true) {
    members_.Instant("time", transition.time);
    members_.Text("from", transition.from);
    members_.Text("to", transition.to);
    members_.Text("way", transition.way);
    members_.Text("disqualified_by", transition.disqualified_by);
    if (with_cause) {
      members_.Text("cause", CauseName(transition.cause));
      members_.Texts("cause_names", transition.cause_names);
      members_.Text("what", transition.CauseText());
    }
    members_.Always("total", transition.total);
    members_.Text("grade", transition.grade);
  }

  void Write(const PointsChange& change) {
    members_.Text("score", change.score);
    members_.Text("label", change.label);
    members_.Always("change", change.change);
    members_.Text("reason", change.reason);
  }

 private:
  void WriteStage(const Explanation& explanation) {
    const LeadResult& result = explanation.result;
    members_.Text("stage", result.stage);
    members_.Text("unadjusted_stage", result.unadjusted_stage);
    members_.Text("stage_way", result.stage_way);
    members_.Instant("since", result.since.value_or(absl::InfinitePast()));
    members_.Text("qualifies_for", result.qualifies_for);
    members_.Text("way", result.way);
    members_.Text("disqualified_by", result.disqualified_by);
  }

  void Write(const ScoreExplanation& score) {
    members_.Text("name", score.name);
    members_.Text("label", score.label);
    members_.Always("points", score.points);
    members_.Text("band", score.band);
    members_.Bounds("bounds", score.bounds);
    members_.Unless0("base", score.base);
    members_.Unless0("clamp", score.clamp);
    members_.Unless0("adjustment", score.adjustment);
    members_.Unless0("adjustment_clamp", score.adjustment_clamp);
    members_.Objects(
        "groups", score.groups, [this](const GroupExplanation& group) {
          members_.Text("name", group.name);
          members_.Text("label", group.label);
          members_.Always("points", group.points);
          members_.Unless0("clamp", group.clamp);
          members_.Objects("rules", group.rules,
                           [this](const auto& rule) { Write(rule); });
        });
  }

  void Write(const RuleExplanation& rule) {
    members_.Text("name", rule.result.name);
    members_.Text("label", rule.result.label);
    members_.Text("outcome", std::string(OutcomeName(rule.result.outcome)));
    members_.Always("points", rule.result.points);
    members_.Unless0("undecayed", rule.result.undecayed);
    members_.Unless0("decay", rule.decay);
    members_.Unless0("clamp", rule.clamp);
    members_.Text("missing", rule.result.missing);
    members_.Objects("activities", rule.activities,
                     [this](const ActivityCause& cause) {
                       members_.Text("type", cause.type);
                       members_.Text("label", cause.label);
                       members_.Instant("time", cause.time);
                       members_.Text("detail", cause.detail);
                       members_.Always("points", cause.points);
                       members_.Always("undecayed", cause.undecayed);
                     });
    WriteFacts("facts", rule.facts);
    WriteUnmet(rule.unmet);
    members_.Instant("last_uncounted",
                     rule.last_uncounted.value_or(absl::InfinitePast()));
  }

  void WriteFacts(std::string_view name, const std::vector<FactCause>& facts) {
    members_.Objects(name, facts, [this](const FactCause& fact) {
      members_.Text("name", fact.name);
      members_.Text("label", fact.label);
      if (fact.is_missing) {
        json_.Key("is_missing");
        json_.Bool(true);
        return;
      }
      json_.Key("value");
      json_.Text(fact.value);
    });
  }

  void WriteUnmet(const std::vector<UnmetCondition>& unmet) {
    members_.Objects("unmet", unmet, [this](const UnmetCondition& condition) {
      members_.Text("text", condition.text);
      json_.Key("is_missing");
      json_.Bool(condition.is_missing);
      WriteFacts("facts", condition.facts);
      members_.Text("need", condition.need);
    });
  }

  void Write(const AdjustmentInForce& adjustment) {
    members_.Text("score", adjustment.score);
    if (!adjustment.score.empty()) {
      members_.Always("points", adjustment.points);
    }
    members_.Text("stage", adjustment.stage);
    members_.Instant("from", adjustment.from);
    members_.Instant("until", adjustment.until);
    members_.Text("reason", adjustment.reason);
    members_.Text("author", adjustment.author);
  }

  void WriteGap(const PointsGap& gap) {
    members_.Text("score", gap.score);
    members_.Always("has", gap.has);
    members_.Always("needs", gap.needs);
  }

  void WriteNext(const NextStage& next) {
    json_.Key("next");
    json_.BeginObject();
    members_.Text("stage", next.stage);
    members_.Text("label", next.label);
    members_.Objects("ways", next.ways, [this](const WayGap& gap) {
      members_.Text("way", gap.way);
      members_.Objects("points", gap.points,
                       [this](const PointsGap& points) { WriteGap(points); });
      WriteUnmet(gap.unmet);
      members_.Texts("ask", gap.ask);
      members_.Texts("refuted", gap.refuted);
      members_.Instant("cooldown_until",
                       gap.cooldown_until.value_or(absl::InfiniteFuture()));
      if (gap.fresh_points.has_value()) {
        json_.Key("fresh_points");
        json_.BeginObject();
        WriteGap(*gap.fresh_points);
        json_.EndObject();
      }
    });
    json_.EndObject();
  }

  void WriteScreens(const LeadResult& result) {
    members_.Objects("screens", result.screens,
                     [this](const ScreenResult& screen) {
                       members_.Text("screen", screen.screen);
                       json_.Key("dropped");
                       json_.Number(screen.dropped);
                     });
  }

  void WriteUntil(std::string_view name,
                  const std::optional<ValidUntil>& until) {
    if (!until.has_value()) return;
    json_.Key(name);
    json_.BeginObject();
    members_.Instant("time", until->time);
    members_.Objects("changes", until->changes,
                     [this](const ValueChange& change) {
                       members_.Text("name", change.name);
                       members_.Text("from", change.from);
                       members_.Text("to", change.to);
                     });
    json_.EndObject();
  }

  JsonWriter& json_;
  Members members_;
};

}  // namespace

std::string ExplanationJson(const Explanation& explanation) {
  std::string text;
  JsonWriter json(/*indented=*/true, &text);
  ExplanationWriter(&json).Write(explanation);
  return text + "\n";
}

std::string ExplainedChangeJson(const ExplainedChange& change) {
  std::string text;
  JsonWriter json(/*indented=*/true, &text);
  ExplanationWriter writer(&json);
  Members members(&json);
  json.BeginObject();
  members.Objects("changes", change.changes,
                  [&writer](const auto& points) { writer.Write(points); });
  members.Objects("transitions", change.transitions,
                  [&writer](const auto& step) { writer.Write(step); });
  json.Key("from");
  writer.Write(change.from);
  json.Key("to");
  writer.Write(change.to);
  json.EndObject();
  return text + "\n";
}

std::string TransitionJson(const std::string& lead_id,
                           const Transition& transition) {
  std::string text;
  JsonWriter json(/*indented=*/false, &text);
  json.BeginObject();
  Members(&json).Text("id", lead_id);
  ExplanationWriter(&json).Write(transition);
  json.EndObject();
  return text;
}

std::string BookTransitionJson(const BookTransition& told) {
  std::string text;
  JsonWriter json(/*indented=*/false, &text);
  json.BeginObject();
  json.Key("number");
  json.Number(told.number);
  if (told.withdraws > 0) {
    json.Key("withdraws");
    json.Number(told.withdraws);
  }
  Members(&json).Text("id", told.lead_id);
  ExplanationWriter(&json).Write(told.transition,
                                 /*with_cause=*/told.withdraws == 0);
  json.EndObject();
  return text;
}

}  // namespace leadscore
