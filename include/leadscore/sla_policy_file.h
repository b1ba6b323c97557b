// Policies in files: text (the form that people write), JSON and binary
// protobuf, all of the message leadscore.v1.SlaPolicy
// (proto/leadscore/v1/sla.proto).
//
//   Diagnostics diagnostics;
//   absl::StatusOr<SlaPolicy> policy =
//       LoadSlaPolicy("sla/acme.textproto", model, &diagnostics);
//
// Part of leadscore::proto.

#ifndef LEADSCORE_SLA_POLICY_FILE_H_
#define LEADSCORE_SLA_POLICY_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/model_file.h"
#include "leadscore/sla_policy.h"
#include "leadscore/sla_policy_spec.h"

namespace leadscore {

struct SlaPolicyFileLimits {
  size_t max_policy_bytes = size_t{1} << 20;
  size_t max_holidays_bytes = size_t{4} << 20;
};

// Reads a policy with the files of holidays that it names, and checks it
// against a model: LoadSlaPolicyFile and SlaPolicy::Create in one. Appends what
// is wrong to `diagnostics` (may be null), each with its file, line and column
// as far as they are known. `source` may be null.
//
// Errors:
//   kInvalidArgument   the policy is wrong
//   kResourceExhausted it, or a file of holidays, is larger than its limit
//   kNotFound and others of the file system
absl::StatusOr<SlaPolicy> LoadSlaPolicy(const std::string& path,
                                        const Model& model,
                                        Diagnostics* diagnostics = nullptr,
                                        const SlaPolicyFileLimits& limits = {},
                                        ModelSource* source = nullptr);

// Reads a policy from bytes. `name` is what messages call them; may be empty.
// Files of holidays are not read.
//
// Errors:
//   kInvalidArgument   not a policy in this format
//   kResourceExhausted more bytes than the limit
absl::StatusOr<SlaPolicySpec> ParseSlaPolicy(std::string_view bytes,
                                             ModelFormat format,
                                             std::string_view name,
                                             const SlaPolicyFileLimits& limits,
                                             Diagnostics* diagnostics,
                                             ModelSource* source = nullptr);

// Reads the files that calendars name, CSV or, if their names end in ".ics",
// iCalendar, from below `folder` only.
//
// Errors:
//   kInvalidArgument  a path outside the folder, or a file that is neither
//   kNotFound and others of the file system
absl::Status ReadHolidayFiles(const std::string& folder,
                              const SlaPolicyFileLimits& limits,
                              SlaPolicySpec* spec, Diagnostics* diagnostics);

// Reads a policy and the files that it names; the format follows the name, as
// of LoadModelFile.
//
// Errors: as of ParseSlaPolicy and ReadHolidayFiles, and those of the file
// system.
absl::StatusOr<SlaPolicySpec> LoadSlaPolicyFile(
    const std::string& path, const SlaPolicyFileLimits& limits,
    Diagnostics* diagnostics, ModelSource* source = nullptr);

// Writes a policy; ParseSlaPolicy reads an equal one back. What
// ReadHolidayFiles read is not written, only the names of the files.
//
// Errors:
//   kInvalidArgument  text that is not UTF-8
absl::StatusOr<std::string> SerializeSlaPolicy(const SlaPolicySpec& spec,
                                               ModelFormat format);

}  // namespace leadscore

#endif  // LEADSCORE_SLA_POLICY_FILE_H_
