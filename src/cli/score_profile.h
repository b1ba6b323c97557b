// What a run has to tell to those who look after the model and the files: what
// the two do not have in common, and what each rule does.

#ifndef LEADSCORE_SRC_CLI_SCORE_PROFILE_H_
#define LEADSCORE_SRC_CLI_SCORE_PROFILE_H_

#include <string>

#include "leadscore/model.h"
#include "leadscore/profile.h"
#include "leadscore/table_reader.h"

namespace leadscore::internal {

// Shows values of leads, escaped and cut short. `files` are those that were
// profiled.
std::string ProfileText(const Model& model, const ReadResult& files,
                        const Profile& profile);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_PROFILE_H_
