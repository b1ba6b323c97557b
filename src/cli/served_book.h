// The book of `leadscore serve-lines`: in memory, or in a directory.

#ifndef LEADSCORE_SRC_CLI_SERVED_BOOK_H_
#define LEADSCORE_SRC_CLI_SERVED_BOOK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/durable_book.h"
#include "leadscore/event_parser.h"
#include "leadscore/live_book.h"
#include "leadscore/model.h"

namespace leadscore::internal {

class ServedBook {
 public:
  // In memory if `directory` is empty.
  //
  // Errors: as of DurableBook::Open, and of LiveBook::Create.
  static absl::StatusOr<ServedBook> Open(const std::string& directory,
                                         Model model, absl::Time start,
                                         bool has_start, bool migrate);

  const OpenReport& report() const { return report_; }
  const LiveBook& book() const {
    return durable_ != nullptr ? durable_->book() : *live_;
  }

  // Does what a line says, but for activities of unknown types.
  //
  // Errors: as of DurableBook.
  absl::Status Take(const BookEvent& event);
  absl::Status Advance(absl::Time now);

  // Makes it durable, if it can be.
  absl::Status Commit();

  // As of DurableBook; in memory those that are returned are forgotten.
  absl::StatusOr<std::vector<BookTransition>> Transitions(int64_t after,
                                                          size_t most);

 private:
  std::unique_ptr<DurableBook> durable_;
  std::unique_ptr<LiveBook> live_;
  OpenReport report_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SERVED_BOOK_H_
