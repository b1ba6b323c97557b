// What scores, grade and stages of one lead can be over a span of time in which
// nothing happens: neither its log nor an adjustment changes, but time goes on,
// so that points fade, windows close and conditions on as_of turn. Sound: every
// instant of the span is within what is said of it.

#ifndef LEADSCORE_SRC_QUALIFY_SPAN_H_
#define LEADSCORE_SRC_QUALIFY_SPAN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/exec/abstract_facts.h"
#include "src/exec/lead_facts.h"
#include "src/exec/rule_points.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/chance.h"

namespace leadscore::internal {

class Span {
 public:
  // `log` is that of an instant not later than `first`, and does not change up
  // to `last`; nor do the adjustments in force.
  Span(const CheckedModel& model, const BoundTables& tables, size_t row,
       const LeadLog& log, Micros first, Micros last);

  const std::vector<PointsRange>& scores() const { return scores_; }
  PointsRange total() const { return total_; }
  // The grade, if it is the same all the time, or else nothing.
  const std::optional<std::string>& grade() const { return grade_; }
  Chance disqualified() const { return disqualified_; }
  const std::vector<StageChances>& stages() const { return stages_; }

 private:
  void SetScores(const CheckedModel& model, const BoundTables& tables,
                 const LeadLog& log, Micros first, Micros last,
                 AbstractFacts* facts);
  void SetStages(const CheckedModel& model, const AbstractFacts& facts);

  std::vector<PointsRange> scores_;
  PointsRange total_;
  std::optional<std::string> grade_;
  Chance disqualified_;
  std::vector<StageChances> stages_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_SPAN_H_
