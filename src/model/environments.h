// The names that the conditions of a model may use, by where they stand.

#ifndef LEADSCORE_SRC_MODEL_ENVIRONMENTS_H_
#define LEADSCORE_SRC_MODEL_ENVIRONMENTS_H_

#include "src/cel/environment.h"
#include "src/cel/issue.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct Environments {
  explicit Environments(const cel::Limits& limits)
      : derive(limits), rule(limits), stage(limits), activity(limits) {}

  // Of derived attributes: attributes, signals, lists, as_of.
  cel::Environment derive;
  cel::Environment rule;      // The same.
  cel::Environment stage;     // Also scores, bands, total and grade.
  cel::Environment activity;  // Of one activity: its properties, lists.
};

// Declares the names of a model in its environments and numbers them.
//
// REQUIRES: names and types of attributes, lists, properties, signals and
// scores are in `model`, and are all different.
void DeclareNames(CheckedModel* model, Environments* environments);

// The names that stages may use, of a model that has been checked. They are
// numbered as in its lead_variables.
cel::Environment StageEnvironment(const CheckedModel& model,
                                  const cel::Limits& limits);

// The same of the names of one activity, numbered as in activity_variables.
cel::Environment ActivityEnvironment(const CheckedModel& model,
                                     const cel::Limits& limits);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_ENVIRONMENTS_H_
