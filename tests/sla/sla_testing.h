// A model whose stages are stated, so that tests of promises say what happens
// to leads in few words.

#ifndef LEADSCORE_TESTS_SLA_SLA_TESTING_H_
#define LEADSCORE_TESTS_SLA_SLA_TESTING_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leadscore/leadscore.h"
#include "leadscore/sla_policy_file.h"
#include "tests/sla/calendar_testing.h"
#include "tests/testing/score_testing.h"

namespace leadscore::testing {

inline constexpr char kStagedModel[] = R"pb(
  name: "staged"
  attributes { name: "created" type: TIMESTAMP }
  attributes { name: "owner" type: STRING }
  attributes { name: "region" type: STRING }
  attributes { name: "size" type: INT }
  activities { type: "visit" label: "Visit" }
  scores {
    name: "fit"
    bands { label: "A" from: 50 }
    bands { label: "B" }
    groups {
      name: "g"
      rules { name: "big" when: "lead.size >= 100" points: 60 }
    }
  }
  grade: "fit"
  stages { name: "NURTURE" }
  stages {
    name: "MQL"
    enter { name: "stated" when: "false" }
    hold { when: "true" }
  }
  stages {
    name: "SQL"
    enter { name: "stated" when: "false" }
    hold { when: "true" }
  }
)pb";

inline Activity Stage(const std::string& stage, absl::Time time) {
  return Did("$stage", time, {{"stage", stage}});
}

inline Lead LeadWith(std::string id, std::vector<Activity> activities,
                     std::vector<NamedValue> attributes = {}) {
  Lead lead;
  lead.id = std::move(id);
  lead.activities = std::move(activities);
  lead.attributes = std::move(attributes);
  return lead;
}

inline SlaPolicySpec ParsePolicySpec(std::string_view text) {
  Diagnostics diagnostics;
  absl::StatusOr<SlaPolicySpec> spec = ParseSlaPolicy(
      text, ModelFormat::kText, "test", SlaPolicyFileLimits(), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return spec.ok() ? *std::move(spec) : SlaPolicySpec();
}

// A policy for kStagedModel.
inline SlaPolicy ParsePolicy(std::string_view text) {
  Diagnostics diagnostics;
  absl::StatusOr<SlaPolicy> policy = SlaPolicy::Create(
      ParsePolicySpec(text), ParseModelText(kStagedModel), &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return *std::move(policy);
}

inline Tables MakeTables(const SlaPolicy& policy,
                         const std::vector<Lead>& leads) {
  TableBuilder builder(policy.input_model().lead_schema(),
                       policy.input_model().activity_schema());
  for (const Lead& lead : leads) {
    const absl::Status added = builder.Add(lead);
    EXPECT_TRUE(added.ok()) << added;
  }
  return builder.Build();
}

inline SlaReport Report(const SlaPolicy& policy, const std::vector<Lead>& leads,
                        absl::Time as_of,
                        std::optional<absl::Time> from = std::nullopt) {
  return CheckSla(policy, MakeTables(policy, leads), {as_of, from}).value();
}

// The names of verdicts, in the order of the report.
inline std::vector<std::string> VerdictsOf(const SlaReport& report) {
  std::vector<std::string> names;
  for (const SlaVerdict& verdict : report.verdicts) {
    names.push_back(VerdictName(verdict.verdict));
  }
  return names;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_SLA_SLA_TESTING_H_
