#include "src/model/checks.h"
#include "src/model/spec_fields.h"
#include "src/model/utf8_checker.h"

namespace leadscore::internal {

void CheckUtf8(CheckContext& context, const ModelSpec& spec) {
  Utf8Checker(context).CheckElement(spec);
}

}  // namespace leadscore::internal
