// A drafted model as commented text, in the manner in which people write them.

#ifndef LEADSCORE_SRC_DRAFT_DRAFT_TEXT_H_
#define LEADSCORE_SRC_DRAFT_DRAFT_TEXT_H_

#include <string>

#include "leadscore/model_spec.h"
#include "src/draft/draft_spec.h"

namespace leadscore::internal {

// The text form of model_file.h; reading it gives `spec` back. Knows the
// members that drafts have.
std::string DraftText(const ModelSpec& spec, const DraftNotes& notes);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_DRAFT_TEXT_H_
