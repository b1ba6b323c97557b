// What a lead that is scored by position gets (lead_view.h): as a row of a
// ScoreTable. LeadResult has the whole story, at a hundred times the cost.

#ifndef LEADSCORE_LEAD_SCORE_H_
#define LEADSCORE_LEAD_SCORE_H_

#include <string_view>
#include <vector>

#include "leadscore/points.h"

namespace leadscore {

// Filled by a Scorer; owned by the caller, who may fill it again and again. Its
// texts belong to the context that it was filled with, until that is used
// again.
struct LeadScore {
  // The share, within [0, 1], of the attributes that the model reads which are
  // present; 1 if it reads none.
  double coverage() const {
    return attributes_read == 0
               ? 1.0
               : static_cast<double>(attributes_present) / attributes_read;
  }

  std::vector<Points> scores;  // By score of the model.
  Points total;
  std::string_view grade;  // Empty: the model has none.

  // The highest stage that the lead would enter now, as an index into the
  // model's stages, and how; -1 if the model has none. `way` is empty for the
  // first stage; a disqualified lead has "disqualified: " and the reason.
  int qualifies_for = -1;
  std::string_view way;

  int attributes_read = 0;
  int attributes_present = 0;
};

}  // namespace leadscore

#endif  // LEADSCORE_LEAD_SCORE_H_
