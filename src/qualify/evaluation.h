// One lead at one instant, with all that follows from its facts.

#ifndef LEADSCORE_SRC_QUALIFY_EVALUATION_H_
#define LEADSCORE_SRC_QUALIFY_EVALUATION_H_

#include <cstddef>
#include <utility>

#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {

struct Evaluation {
  // `log` is as of `as_of`, or as of an earlier instant since which it did not
  // change.
  Evaluation(const CheckedModel& model, const BoundTables& tables, size_t row,
             LeadLog log, Micros as_of)
      : facts(model, tables, row, std::move(log), as_of),
        scores(EvaluateScores(model, tables, facts)),
        qualification(Qualify(model, scores, &facts)) {}

  LeadFacts facts;
  PlainScores scores;
  Qualification qualification;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_EVALUATION_H_
