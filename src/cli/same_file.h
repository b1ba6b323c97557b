// Whether what a command writes is what it reads.

#ifndef LEADSCORE_SRC_CLI_SAME_FILE_H_
#define LEADSCORE_SRC_CLI_SAME_FILE_H_

#include <string>

namespace leadscore::internal {

// Whether an output would take the place of another file, by whatever links; of
// `other`, "-" is standard input. Devices and pipes are not replaced.
bool IsSameFile(const std::string& other, const std::string& output);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SAME_FILE_H_
