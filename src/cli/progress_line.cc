#include "src/cli/progress_line.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

// How often it is written, at most.
constexpr absl::Duration kPause = absl::Milliseconds(200);

}  // namespace

std::string ProgressText(const ScoreFilesProgress& progress,
                         absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  std::string text = FormatGrouped(progress.leads) + " leads";
  if (seconds > 0) {
    constexpr int64_t kRound = 1'000;
    const auto rate =
        static_cast<int64_t>(static_cast<double>(progress.leads) / seconds);
    absl::StrAppend(
        &text, ", ",
        FormatGrouped(rate < kRound ? rate : rate / kRound * kRound),
        " a second");
  }
  if (progress.bytes_in_all > 0 && progress.bytes_read > 0) {
    const double share = static_cast<double>(progress.bytes_read) /
                         static_cast<double>(progress.bytes_in_all);
    absl::StrAppend(&text, ", ", static_cast<int>(100 * share), " %, ",
                    static_cast<int64_t>(seconds / share * (1 - share)),
                    " s left");
  }
  return text;
}

ProgressLine::ProgressLine(Terminal& terminal)
    : terminal_(terminal), begin_(absl::Now()), next_(begin_ + kPause) {}

void ProgressLine::Show(const ScoreFilesProgress& progress) {
  const absl::Time now = absl::Now();
  if (!is_shown() || now < next_) return;
  next_ = now + kPause;
  is_there_ = true;
  terminal_.err << "\r" << ProgressText(progress, now - begin_) << "\x1b[K"
                << std::flush;
}

void ProgressLine::Clear() {
  if (!is_there_) return;
  is_there_ = false;
  terminal_.err << "\r\x1b[K" << std::flush;
}

}  // namespace leadscore::internal
