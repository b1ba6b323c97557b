#include "leadscore/business_calendar.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/sla/check_calendar.h"
#include "src/sla/compiled_calendar.h"

namespace leadscore {
namespace {

using internal::CompiledCalendar;
using internal::FromMicros;
using internal::Micros;
using internal::ToMicros;

// The instant in microseconds, if the calendar is known for it.
absl::StatusOr<Micros> Covered(const CompiledCalendar& calendar,
                               absl::Time time) {
  const Micros micros = ToMicros(time);
  if (!calendar.Covers(micros)) return calendar.OutOfRange();
  return micros;
}

absl::StatusOr<absl::Time> TimeOr(const CompiledCalendar& calendar,
                                  std::optional<Micros> time) {
  if (!time.has_value()) return calendar.OutOfRange();
  return FromMicros(*time);
}

// A target in microseconds; what is too long for any calendar stays so.
Micros TargetMicros(absl::Duration target) {
  constexpr absl::Duration kMax = absl::Hours(24 * 366 * 1000);
  return absl::ToInt64Microseconds(std::min(target, kMax));
}

absl::Status CheckTarget(absl::Duration target) {
  if (target >= absl::ZeroDuration()) return absl::OkStatus();
  return absl::InvalidArgumentError("a negative duration");
}

absl::Status CheckLengths(size_t a, size_t b, size_t c) {
  if (a == b && b == c) return absl::OkStatus();
  return absl::InvalidArgumentError("columns of different lengths");
}

}  // namespace

absl::StatusOr<BusinessCalendar> BusinessCalendar::Create(
    const CalendarSpec& spec, Diagnostics* diagnostics) {
  Diagnostics found;
  const ModelLimits limits;
  internal::CheckContext context(limits, &found);
  if (spec.name.empty()) {
    context.Error("name", "the calendar has no name", "give it one");
  }
  int64_t shifts_left = internal::kMaxShifts;
  std::shared_ptr<const CompiledCalendar> compiled =
      internal::CheckCalendar(context, spec, &shifts_left);
  if (diagnostics != nullptr) {
    diagnostics->insert(diagnostics->end(), found.begin(), found.end());
  }
  if (!context.has_errors()) return BusinessCalendar(std::move(compiled));
  return internal::FirstError("the calendar", found);
}

BusinessCalendar::BusinessCalendar(
    std::shared_ptr<const CompiledCalendar> compiled)
    : compiled_(std::move(compiled)) {}

const std::string& BusinessCalendar::name() const { return compiled_->name(); }

absl::TimeZone BusinessCalendar::time_zone() const { return compiled_->zone(); }

absl::Time BusinessCalendar::begin() const {
  return FromMicros(compiled_->begin());
}

absl::Time BusinessCalendar::end() const {
  return FromMicros(compiled_->end());
}

absl::StatusOr<bool> BusinessCalendar::IsOpen(absl::Time time) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  return compiled_->IsOpen(micros);
}

absl::StatusOr<absl::Time> BusinessCalendar::NextOpen(absl::Time time) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  return TimeOr(*compiled_, compiled_->NextOpen(micros));
}

absl::StatusOr<absl::Time> BusinessCalendar::NextClose(absl::Time time) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  return TimeOr(*compiled_, compiled_->NextClose(micros));
}

absl::StatusOr<absl::Duration> BusinessCalendar::Elapsed(absl::Time from,
                                                         absl::Time to) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros begin, Covered(*compiled_, from));
  LEADSCORE_ASSIGN_OR_RETURN(const Micros end, Covered(*compiled_, to));
  return absl::Microseconds(compiled_->OpenBefore(end) -
                            compiled_->OpenBefore(begin));
}

absl::StatusOr<absl::Time> BusinessCalendar::Due(absl::Time start,
                                                 absl::Duration target) const {
  LEADSCORE_RETURN_IF_ERROR(CheckTarget(target));
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, start));
  return TimeOr(*compiled_, compiled_->Due(micros, TargetMicros(target)));
}

absl::StatusOr<absl::Time> BusinessCalendar::Add(
    absl::Time time, absl::Duration duration) const {
  if (duration == absl::ZeroDuration()) return NextOpen(time);
  if (duration > absl::ZeroDuration()) return Due(time, duration);
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  const Micros amount = compiled_->OpenBefore(micros) - TargetMicros(-duration);
  if (amount < 0) return compiled_->OutOfRange();
  return FromMicros(compiled_->LatestAfter(amount));
}

absl::StatusOr<absl::Time> BusinessCalendar::AddBusinessDays(absl::Time time,
                                                             int days) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  return TimeOr(*compiled_, compiled_->AddBusinessDays(micros, days));
}

absl::StatusOr<absl::CivilDay> BusinessCalendar::AddBusinessDays(
    absl::CivilDay date, int days) const {
  const std::optional<absl::CivilDay> found =
      compiled_->AddBusinessDays(date, days);
  if (!found.has_value()) return compiled_->OutOfRange();
  return *found;
}

absl::StatusOr<absl::Time> BusinessCalendar::AddDays(absl::Time time,
                                                     int days) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros, Covered(*compiled_, time));
  constexpr int kMaxDays = 366 * 1000;
  if (days < -kMaxDays || days > kMaxDays) return compiled_->OutOfRange();
  const Micros later = internal::AddDays(micros, days, compiled_->zone());
  if (!compiled_->Covers(later)) return compiled_->OutOfRange();
  return FromMicros(later);
}

absl::Status BusinessCalendar::Elapsed(absl::Span<const int64_t> from,
                                       absl::Span<const int64_t> to,
                                       absl::Span<int64_t> elapsed) const {
  LEADSCORE_RETURN_IF_ERROR(
      CheckLengths(from.size(), to.size(), elapsed.size()));
  const CompiledCalendar& calendar = *compiled_;
  for (size_t i = 0; i < from.size(); ++i) {
    if (!calendar.Covers(from[i]) || !calendar.Covers(to[i])) {
      return calendar.OutOfRange();
    }
    elapsed[i] = calendar.OpenBefore(to[i]) - calendar.OpenBefore(from[i]);
  }
  return absl::OkStatus();
}

absl::Status BusinessCalendar::Due(absl::Span<const int64_t> start,
                                   absl::Duration target,
                                   absl::Span<int64_t> due) const {
  LEADSCORE_RETURN_IF_ERROR(CheckTarget(target));
  LEADSCORE_RETURN_IF_ERROR(
      CheckLengths(start.size(), start.size(), due.size()));
  const CompiledCalendar& calendar = *compiled_;
  const Micros micros = TargetMicros(target);
  for (size_t i = 0; i < start.size(); ++i) {
    if (!calendar.Covers(start[i])) return calendar.OutOfRange();
    const std::optional<Micros> found = calendar.Due(start[i], micros);
    if (!found.has_value()) return calendar.OutOfRange();
    due[i] = *found;
  }
  return absl::OkStatus();
}

std::string TimeZoneDataVersion() {
  const char* const named = std::getenv("TZDIR");
  const std::string folder =
      named != nullptr && *named != '\0' ? named : "/usr/share/zoneinfo";
  // The first line of one is "# version 2024a", of the other "2024a".
  for (const char* file : {"/tzdata.zi", "/+VERSION"}) {
    const absl::StatusOr<std::string> text =
        internal::ReadFile(folder + file, size_t{1} << 20);
    if (!text.ok()) continue;
    std::string line = text->substr(0, text->find('\n'));
    const std::string prefix = "# version ";
    if (line.compare(0, prefix.size(), prefix) == 0)
      line.erase(0, prefix.size());
    const bool is_version =
        !line.empty() && line.size() <= 16 &&
        line.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") ==
            std::string::npos;
    if (is_version) return line;
  }
  return "unknown";
}

}  // namespace leadscore
