#include "src/live/plain_lead.h"

namespace leadscore::internal {
namespace {

Tables TablesOf(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) builder.Add(lead).IgnoreError();
  return builder.Build();
}

}  // namespace

PlainLead::PlainLead(const Model& model, const std::vector<Lead>& leads)
    : model_(model.checked()),
      tables_(TablesOf(model, leads)),
      bound_(*BoundTables::Bind(model_, tables_.leads, tables_.activities)),
      accounts_(bound_.leads()),
      steps_(model_, bound_, accounts_, 0) {}

Evaluation PlainLead::At(Micros instant) const {
  return Evaluation(model_, bound_, 0,
                    ResolveLeadLog(model_, bound_, accounts_, 0, instant),
                    instant);
}

}  // namespace leadscore::internal
