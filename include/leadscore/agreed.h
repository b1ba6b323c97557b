// Agreed examples: leads on which marketing and sales agreed what they should
// get, as part of the model. They are its tests.
//
//   for (const AgreedResult& result : scorer.RunAgreed()) {
//     for (const AgreedMismatch& m : result.mismatches) ...
//   }

#ifndef LEADSCORE_AGREED_H_
#define LEADSCORE_AGREED_H_

#include <string>
#include <vector>

#include "leadscore/explain.h"

namespace leadscore {

// Something that is not as agreed.
struct AgreedMismatch {
  std::string name;  // "stage", "grade", "way", or a score or "total".
  std::string agreed;
  std::string found;
};

struct AgreedResult {
  std::string name;
  std::vector<AgreedMismatch> mismatches;  // None: it is as agreed.
  Explanation explanation;                 // Its id is the name.
};

}  // namespace leadscore

#endif  // LEADSCORE_AGREED_H_
