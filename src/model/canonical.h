// The canonical bytes of a model, and the fingerprint that names it by them.

#ifndef LEADSCORE_SRC_MODEL_CANONICAL_H_
#define LEADSCORE_SRC_MODEL_CANONICAL_H_

#include <string>

#include "leadscore/model_spec.h"

namespace leadscore::internal {

// Text that is equal for two specs exactly if they mean the same model: members
// at their defaults are left out, durations and numbers have one form, a list
// is the sorted set of its values, inline or from its file.
std::string CanonicalText(const ModelSpec& spec);

// The first 128 bits of the SHA-256 of that text, in hexadecimal.
std::string Fingerprint(const ModelSpec& spec);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_CANONICAL_H_
