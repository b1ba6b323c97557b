// From scores to who gets the lead: bands, grade, and how far each stage is
// open to it now, memory apart.

#ifndef LEADSCORE_SRC_QUALIFY_QUALIFICATION_H_
#define LEADSCORE_SRC_QUALIFY_QUALIFICATION_H_

#include <string>
#include <vector>

#include "leadscore/points.h"
#include "leadscore/result.h"
#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// The band of a score; -1 if it has none.
int FindBand(const CheckedScore& score, Points points);

// The labels of the grade's scores in a row.
std::string MakeGrade(const CheckedModel& model, const std::vector<int>& bands);

// How far a stage is open.
struct StageStanding {
  int way = -1;              // The first way that is open; -1 if none is.
  int way_in_cooldown = -1;  // The first open one marked even_in_cooldown.
  bool holds = false;        // Whether it keeps a lead that is in it.
};

struct Qualification {
  std::vector<int> bands;  // By score; -1 without bands.
  std::string grade;
  int disqualified_by = -1;
  // The highest stage that can be entered now; -1 if the model has none.
  int stage = -1;
  int way = -1;  // Of that stage; -1 for the first.
  // By stage; of the first nothing but that it holds.
  std::vector<StageStanding> standings;
  // By stage, by piece of evidence.
  std::vector<std::vector<Answer>> evidence;
};

// Also sets the variables of scores, bands, total and grade in `facts`.
Qualification Qualify(const CheckedModel& model, const PlainScores& scores,
                      LeadFacts* facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_QUALIFICATION_H_
