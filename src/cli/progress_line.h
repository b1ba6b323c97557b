// How far a long run is, in a line of the terminal that is written over and
// over again; nothing if it is no terminal.

#ifndef LEADSCORE_SRC_CLI_PROGRESS_LINE_H_
#define LEADSCORE_SRC_CLI_PROGRESS_LINE_H_

#include <string>

#include "absl/time/time.h"
#include "leadscore/score_files.h"
#include "src/cli/commands.h"

namespace leadscore::internal {

// "1,234,000 leads, 1,890,000 a second, 45 %, 3 s left" after so much time.
std::string ProgressText(const ScoreFilesProgress& progress,
                         absl::Duration elapsed);

class ProgressLine {
 public:
  explicit ProgressLine(Terminal& terminal);

  bool is_shown() const { return terminal_.err_is_terminal; }

  // Writes it, unless it was written just now.
  void Show(const ScoreFilesProgress& progress);

  // Removes it.
  void Clear();

 private:
  Terminal& terminal_;
  const absl::Time begin_;
  absl::Time next_;
  bool is_there_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_PROGRESS_LINE_H_
