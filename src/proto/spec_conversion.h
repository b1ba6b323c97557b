// Between the messages leadscore.v1.Model and SlaPolicy and their specs, which
// mirror each other field by field: written once over the names of the fields,
// so that none can be forgotten.

#ifndef LEADSCORE_SRC_PROTO_SPEC_CONVERSION_H_
#define LEADSCORE_SRC_PROTO_SPEC_CONVERSION_H_

#include "leadscore/diagnostics.h"
#include "leadscore/model_spec.h"
#include "leadscore/sla_policy_spec.h"
#include "leadscore/v1/model.pb.h"
#include "leadscore/v1/sla.pb.h"

namespace leadscore::internal {

// Appends durations that are none, and values of enums that this version does
// not know, to `diagnostics`; such members keep their defaults.
ModelSpec SpecFromProto(const v1::Model& proto, Diagnostics* diagnostics);
SlaPolicySpec SpecFromProto(const v1::SlaPolicy& proto,
                            Diagnostics* diagnostics);

// REQUIRES: all text is valid UTF-8.
v1::Model SpecToProto(const ModelSpec& spec);
v1::SlaPolicy SpecToProto(const SlaPolicySpec& spec);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROTO_SPEC_CONVERSION_H_
