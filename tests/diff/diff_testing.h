// Leads as two models see them, compared.

#ifndef LEADSCORE_TESTS_DIFF_DIFF_TESTING_H_
#define LEADSCORE_TESTS_DIFF_DIFF_TESTING_H_

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "leadscore/leadscore.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::testing {

inline Tables MakeTables(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) EXPECT_THAT(builder.Add(lead), IsOk());
  return builder.Build();
}

inline DiffSide SideOf(const Model& model, const std::vector<Lead>& leads,
                       absl::Time as_of) {
  return {model, MakeTables(model, leads), as_of};
}

inline ScoreDiff Diff(const DiffSide& from, const DiffSide& to,
                      const ScoreDiffOptions& options = {}) {
  absl::StatusOr<ScoreDiff> diff = DiffScores(from, to, options);
  EXPECT_TRUE(diff.ok()) << diff.status();
  return diff.ok() ? *std::move(diff) : ScoreDiff();
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_DIFF_DIFF_TESTING_H_
