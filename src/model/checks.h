// The parts of Model::Create, in the order in which they run. Each reports
// what is wrong with its part of model->spec and fills in the rest of `model`
// as far as it is right.

#ifndef LEADSCORE_SRC_MODEL_CHECKS_H_
#define LEADSCORE_SRC_MODEL_CHECKS_H_

#include <vector>

#include "src/model/check_context.h"
#include "src/model/checked_model.h"
#include "src/model/environments.h"

namespace leadscore::internal {

// That all text is UTF-8.
void CheckUtf8(CheckContext& context, const ModelSpec& spec);

// Name, time zone, tick, columns.
void CheckBasics(CheckContext& context, CheckedModel* model);

// Names and types of attributes, lists, activities, properties, signals and
// scores: what conditions may read.
void CheckDeclarations(CheckContext& context, CheckedModel* model);

// How attributes are derived, and how activities are screened and counted.
void CheckInputs(CheckContext& context, const Environments& environments,
                 CheckedModel* model);

// Groups, rules, bands, total and grade.
void CheckScores(CheckContext& context, const Environments& environments,
                 CheckedModel* model);

// Disqualification, stages and evidence.
void CheckStages(CheckContext& context, const Environments& environments,
                 CheckedModel* model);

// Scores of accounts.
void CheckAccountScores(CheckContext& context, CheckedModel* model);

// Agreed examples.
void CheckAgreed(CheckContext& context, CheckedModel* model);

// The points of scores that a member names, which is called `field`.
std::vector<CheckedThreshold> CheckThresholds(
    CheckContext& context, const char* field,
    const std::vector<ScorePointsSpec>& specs, const CheckedModel& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_CHECKS_H_
