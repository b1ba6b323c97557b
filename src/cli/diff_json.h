// A comparison as one JSON document.

#ifndef LEADSCORE_SRC_CLI_DIFF_JSON_H_
#define LEADSCORE_SRC_CLI_DIFF_JSON_H_

#include <cstddef>
#include <string>

#include "src/cli/diff_page.h"

namespace leadscore::internal {

// The first `top` movers stand in it.
std::string DiffJson(const DiffParts& parts, size_t top);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_DIFF_JSON_H_
