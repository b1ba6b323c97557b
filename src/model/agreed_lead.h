// The lead of an agreed example, from the short texts in which it is written:
// "{title: 'CTO', employees: 300}" and "1d download whitepaper".

#ifndef LEADSCORE_SRC_MODEL_AGREED_LEAD_H_
#define LEADSCORE_SRC_MODEL_AGREED_LEAD_H_

#include <string>
#include <string_view>
#include <vector>

#include "leadscore/lead.h"
#include "leadscore/table.h"
#include "src/cel/issue.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// Reads values in braces, each under the name of a column of `schema`; `noun`
// is what a column is called. Appends what is wrong, with its place in the
// text.
std::vector<NamedValue> ParseNamedValues(
    std::string_view text, const std::vector<ColumnSchema>& schema,
    std::string_view noun, std::vector<cel::Issue>* issues);

// Reads "AGE TYPE", "AGE TYPE VALUE" or "AGE TYPE {name: value}". A value alone
// is that of the first property that the type declares, or the stage of a
// $stage; what follows $set are attributes, what follows $adjust its
// properties.
Activity ParseDid(std::string_view text, Micros as_of, const ModelSpec& model,
                  const LeadSchema& leads, const ActivitySchema& activities,
                  std::vector<cel::Issue>* issues);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_AGREED_LEAD_H_
