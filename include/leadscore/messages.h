// Leads, results, explanations and histories as Protocol Buffers messages, for
// services and queues. Part of leadscore::proto.
//
//   v1::LeadSchema schema = SchemaMessage(model);
//   absl::StatusOr<Lead> lead = LeadFromMessage(message, schema);
//   if (!lead.ok()) return lead.status();
//   absl::StatusOr<LeadResult> result = scorer.Score(*lead, as_of);
//   if (!result.ok()) return result.status();
//   return ToMessage(*result, model).SerializeAsString();

#ifndef LEADSCORE_MESSAGES_H_
#define LEADSCORE_MESSAGES_H_

#include "absl/status/statusor.h"
#include "leadscore/explain.h"
#include "leadscore/history.h"
#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/result.h"
#include "leadscore/v1/explanation.pb.h"
#include "leadscore/v1/history.pb.h"
#include "leadscore/v1/lead.pb.h"
#include "leadscore/v1/result.pb.h"

namespace leadscore {

// The names of what a model reads of leads and activities, and of the entries
// of reserved types: a schema that suits every lead of the model.
v1::LeadSchema SchemaMessage(const Model& model);

// A lead of a message by its own schema, if it has one, or else by `schema`.
//
// Errors:
//   kInvalidArgument  more values than the schema has names, an activity of a
//                     type that it does not have, a value of another type than
//                     it says (an int for a double is taken), a time outside
//                     0001 to 9999; the message says where
absl::StatusOr<Lead> LeadFromMessage(const v1::Lead& message,
                                     const v1::LeadSchema& schema);

// The reverse. The message has no schema of its own. An attribute without a
// value and one that the lead does not have are the same, except in a $set.
//
// Errors:
//   kInvalidArgument  an attribute, property or type of activity that the
//   schema
//                     does not have, with this type of value; text that is not
//                     UTF-8; a time outside 0001 to 9999
absl::StatusOr<v1::Lead> LeadToMessage(const Lead& lead,
                                       const v1::LeadSchema& schema);

// Fields are named and mean as the members do. `model` is that which scored.
v1::LeadResult ToMessage(const LeadResult& result, const Model& model);
v1::Explanation ToMessage(const Explanation& explanation);
v1::ExplainedChange ToMessage(const ExplainedChange& change);
v1::LeadHistory ToMessage(const LeadHistory& history);

}  // namespace leadscore

#endif  // LEADSCORE_MESSAGES_H_
