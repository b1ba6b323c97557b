// Models written as text, and leads scored by them.

#ifndef LEADSCORE_TESTS_TESTING_SCORE_TESTING_H_
#define LEADSCORE_TESTS_TESTING_SCORE_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/leadscore.h"
#include "leadscore/model_file.h"
#include "src/core/time_text.h"

namespace leadscore::testing {

// The instant at which tests score, unless they say otherwise.
inline absl::Time Now() {
  return internal::FromMicros(*internal::ParseInstant("2026-11-20T12:00:00Z"));
}

inline absl::Time DaysAgo(int days) { return Now() - days * absl::Hours(24); }
inline absl::Time HoursAgo(int hours) { return Now() - absl::Hours(hours); }

inline ModelSpec ParseSpec(std::string_view text) {
  Diagnostics diagnostics;
  absl::StatusOr<ModelSpec> spec = ParseModel(text, ModelFormat::kText, "test",
                                              ModelFileLimits(), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return spec.ok() ? *std::move(spec) : ModelSpec();
}

// A model from the text of leadscore.v1.Model. Fails the test, and ends the
// program, if it is none.
inline Model ParseModelText(std::string_view text) {
  Diagnostics diagnostics;
  absl::StatusOr<Model> model = Model::Create(ParseSpec(text), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return *std::move(model);
}

inline Activity Did(std::string type, absl::Time time,
                    std::vector<NamedValue> properties = {}) {
  Activity activity;
  activity.type = std::move(type);
  activity.time = time;
  activity.properties = std::move(properties);
  return activity;
}

inline LeadResult ScoreLead(const Model& model,
                            std::vector<NamedValue> attributes,
                            std::vector<Activity> activities = {},
                            absl::Time as_of = Now()) {
  Lead lead;
  lead.id = "lead";
  lead.attributes = std::move(attributes);
  lead.activities = std::move(activities);
  const absl::StatusOr<LeadResult> result = Scorer(model).Score(lead, as_of);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : LeadResult();
}

// The points of the first score, as text.
inline std::string FirstScore(const LeadResult& result) {
  return result.scores.empty() ? "none" : result.scores[0].points.ToString();
}

// A rule's result by its name.
inline RuleResult RuleOf(const LeadResult& result, const std::string& name) {
  for (const ScoreResult& score : result.scores) {
    for (const GroupResult& group : score.groups) {
      for (const RuleResult& rule : group.rules) {
        if (rule.name == name) return rule;
      }
    }
  }
  ADD_FAILURE() << "no rule " << name;
  return RuleResult();
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_SCORE_TESTING_H_
