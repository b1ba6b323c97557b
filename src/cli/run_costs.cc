#include "src/cli/run_costs.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

std::string Megabytes(int64_t bytes) {
  return absl::StrFormat("%.1f MB", static_cast<double>(bytes) / 1e6);
}

// The most memory that the process had at any time.
int64_t PeakResidentBytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

}  // namespace

void PrintRunCosts(int64_t leads, absl::Duration elapsed,
                   const ScoreFilesResult::Memory* parts, std::ostream& out) {
  const double seconds = std::max(absl::ToDoubleSeconds(elapsed), 1e-6);
  out << "leadscore: took " << absl::StrFormat("%.3f", seconds) << " s, "
      << FormatGrouped(
             static_cast<int64_t>(static_cast<double>(leads) / seconds))
      << " leads a second\n";
  if (parts != nullptr) {
    out << "leadscore: held at its end ids " << Megabytes(parts->ids)
        << ", texts " << Megabytes(parts->texts) << ", activities "
        << Megabytes(parts->activities) << ", parts in work "
        << Megabytes(parts->chunks) << "\n";
  }
  out << "leadscore: the process had at most " << Megabytes(PeakResidentBytes())
      << " of memory\n";
}

}  // namespace leadscore::internal
