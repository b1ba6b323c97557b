#include "src/cli/served_book.h"

#include <utility>

#include "src/core/status_macros.h"

namespace leadscore::internal {

absl::StatusOr<ServedBook> ServedBook::Open(const std::string& directory,
                                            Model model, absl::Time start,
                                            bool has_start, bool migrate) {
  ServedBook book;
  if (directory.empty()) {
    LEADSCORE_ASSIGN_OR_RETURN(book.live_,
                               LiveBook::Create(std::move(model), start));
    book.report_.is_new = true;
    return book;
  }
  DurableBookOptions options;
  if (has_start) options.start = start;
  options.migrate = migrate;
  LEADSCORE_ASSIGN_OR_RETURN(
      book.durable_,
      DurableBook::Open(directory, std::move(model), options, &book.report_));
  return book;
}

absl::Status ServedBook::Take(const BookEvent& event) {
  return durable_ != nullptr ? TakeEvent(event, durable_.get())
                             : TakeEvent(event, live_.get());
}

absl::Status ServedBook::Advance(absl::Time now) {
  return durable_ != nullptr ? durable_->Advance(now) : live_->Advance(now);
}

absl::Status ServedBook::Commit() {
  return durable_ != nullptr ? durable_->Commit() : absl::OkStatus();
}

absl::StatusOr<std::vector<BookTransition>> ServedBook::Transitions(
    int64_t after, size_t most) {
  if (durable_ != nullptr) return durable_->Transitions(after, most);
  std::vector<BookTransition> transitions = live_->Transitions(after, most);
  if (!transitions.empty()) live_->ForgetTransitions(transitions.back().number);
  return transitions;
}

}  // namespace leadscore::internal
