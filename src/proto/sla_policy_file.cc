#include "leadscore/sla_policy_file.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/model/check_context.h"
#include "src/model/utf8_checker.h"
#include "src/proto/message_file.h"
#include "src/proto/spec_conversion.h"
#include "src/sla/holidays.h"
#include "src/sla/spec_fields.h"

namespace leadscore {
namespace {

absl::StatusOr<std::vector<std::string>> ReadHolidays(const std::string& folder,
                                                      const std::string& path,
                                                      size_t max_bytes) {
  LEADSCORE_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::ReadFileBelow(folder, path, max_bytes));
  if (absl::EndsWith(absl::AsciiStrToLower(path), ".ics")) {
    return internal::ParseHolidaysIcs(bytes);
  }
  return internal::ParseHolidaysCsv(bytes);
}

}  // namespace

absl::StatusOr<SlaPolicySpec> ParseSlaPolicy(std::string_view bytes,
                                             ModelFormat format,
                                             std::string_view name,
                                             const SlaPolicyFileLimits& limits,
                                             Diagnostics* diagnostics,
                                             ModelSource* source) {
  v1::SlaPolicy proto;
  LEADSCORE_ASSIGN_OR_RETURN(
      ModelSource made,
      internal::ParseMessage(bytes, format, name, limits.max_policy_bytes,
                             &proto, diagnostics));
  Diagnostics found;
  SlaPolicySpec spec = internal::SpecFromProto(proto, &found);
  const ModelLimits model_limits;
  internal::CheckContext context(model_limits, &found);
  internal::Utf8Checker(context).CheckElement(spec);
  const absl::Status status =
      internal::TakeFound(made, std::move(found), diagnostics);
  if (source != nullptr) *source = std::move(made);
  if (!status.ok()) return status;
  return spec;
}

absl::Status ReadHolidayFiles(const std::string& folder,
                              const SlaPolicyFileLimits& limits,
                              SlaPolicySpec* spec, Diagnostics* diagnostics) {
  absl::Status first_error;
  for (size_t i = 0; i < spec->calendars.size(); ++i) {
    CalendarSpec& calendar = spec->calendars[i];
    if (calendar.holidays_file.empty()) continue;
    absl::StatusOr<std::vector<std::string>> dates =
        ReadHolidays(folder, calendar.holidays_file, limits.max_holidays_bytes);
    if (dates.ok()) {
      calendar.file_holidays = *std::move(dates);
      continue;
    }
    Diagnostic diagnostic;
    diagnostic.path = {
        PathStep{"calendars", static_cast<int>(i), calendar.name},
        PathStep{"holidays_file", -1, ""}};
    diagnostic.message = std::string(dates.status().message());
    diagnostic.remedy =
        "a CSV file with a column \"date\", or iCalendar (.ics), below the "
        "folder of the policy";
    diagnostics->push_back(std::move(diagnostic));
    if (first_error.ok()) first_error = dates.status();
  }
  return first_error;
}

absl::StatusOr<SlaPolicySpec> LoadSlaPolicyFile(
    const std::string& path, const SlaPolicyFileLimits& limits,
    Diagnostics* diagnostics, ModelSource* source) {
  LEADSCORE_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::ReadMessageFile(path, limits.max_policy_bytes, diagnostics));
  ModelSource local;
  ModelSource* const used = source != nullptr ? source : &local;
  LEADSCORE_ASSIGN_OR_RETURN(
      SlaPolicySpec spec, ParseSlaPolicy(bytes, internal::FormatOf(path), path,
                                         limits, diagnostics, used));
  Diagnostics found;
  const absl::Status status =
      ReadHolidayFiles(internal::FolderOf(path), limits, &spec, &found);
  internal::AddLocated(*used, std::move(found), diagnostics);
  if (!status.ok()) return status;
  return spec;
}

absl::StatusOr<SlaPolicy> LoadSlaPolicy(const std::string& path,
                                        const Model& model,
                                        Diagnostics* diagnostics,
                                        const SlaPolicyFileLimits& limits,
                                        ModelSource* source) {
  Diagnostics unread;
  if (diagnostics == nullptr) diagnostics = &unread;
  ModelSource unused;
  if (source == nullptr) source = &unused;
  LEADSCORE_ASSIGN_OR_RETURN(
      const SlaPolicySpec spec,
      LoadSlaPolicyFile(path, limits, diagnostics, source));
  Diagnostics found;
  absl::StatusOr<SlaPolicy> policy = SlaPolicy::Create(spec, model, &found);
  const auto before = static_cast<ptrdiff_t>(diagnostics->size());
  internal::AddLocated(*source, std::move(found), diagnostics);
  if (absl::IsInvalidArgument(policy.status())) {
    return internal::FirstError(
        "the policy", {diagnostics->begin() + before, diagnostics->end()});
  }
  return policy;
}

absl::StatusOr<std::string> SerializeSlaPolicy(const SlaPolicySpec& spec,
                                               ModelFormat format) {
  if (internal::HasInvalidUtf8(spec)) {
    return absl::InvalidArgumentError("the policy has text that is not UTF-8");
  }
  return internal::SerializeMessage(internal::SpecToProto(spec), format);
}

}  // namespace leadscore
