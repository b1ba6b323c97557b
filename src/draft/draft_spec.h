// From columns and activities with their points to the parts of a model that
// they are, and what to say beside each.

#ifndef LEADSCORE_SRC_DRAFT_DRAFT_SPEC_H_
#define LEADSCORE_SRC_DRAFT_DRAFT_SPEC_H_

#include <map>
#include <string>
#include <vector>

#include "leadscore/model_draft.h"
#include "src/draft/drafted_activities.h"
#include "src/draft/drafted_columns.h"

namespace leadscore::internal {

// Comments beside the parts of a model.
struct DraftNotes {
  struct OfRule {
    std::vector<std::string> rows;    // Of its table or tiers.
    std::vector<std::string> others;  // Lines about what has no row.
  };

  std::vector<std::string> header;            // Lines.
  std::map<std::string, OfRule> rules;        // By name.
  std::map<std::string, std::string> stages;  // By name.
  // Attributes that no rule reads, ready to be used, and why none does.
  struct Unused {
    AttributeSpec attribute;
    std::string note;
  };
  std::vector<Unused> unused;
};

// What points are given by.
struct DraftedPoints {
  std::vector<DraftedColumn>* columns = nullptr;
  DraftedActivities* activities = nullptr;  // May be null.
  int64_t base = 0;
  bool are_learned = false;          // Otherwise what leads are gets none yet.
  const Outcome* outcome = nullptr;  // May be null.
};

// Adds attributes, activities and scores to a spec, notes beside them, and
// marks the columns that rules read.
void AddScores(const DraftedPoints& points, int64_t num_leads, ModelSpec* spec,
               DraftNotes* notes);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_DRAFT_SPEC_H_
