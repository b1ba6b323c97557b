// Reads bytes as lines of events: each is refused with a reason, or a live book
// takes it, or refuses it with one.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/time/time.h"
#include "leadscore/event_parser.h"
#include "leadscore/live_book.h"
#include "tests/fuzz/file_fuzzing.h"

namespace leadscore::testing {
namespace {

void Check(std::string_view bytes) {
  EventParserOptions options;
  options.max_field_bytes = 200;
  options.max_line_bytes = 1'000;
  auto parser = EventParser::Create(ModelOfFuzzFiles(), options);
  FUZZ_CHECK(parser.ok());
  const auto book =
      LiveBook::Create(ModelOfFuzzFiles(), absl::FromUnixSeconds(0));
  FUZZ_CHECK(book.ok());
  FUZZ_CHECK((*book)->Upsert({"1"}).ok());
  BookEvent event;
  int64_t number = 0;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ReadError error;
    const absl::Status status =
        (*parser)->Parse(line, ++number, &event, &error);
    if (status.ok()) {
      FUZZ_CHECK(event.kind != BookEvent::Kind::kUpsert ||
                 !event.lead.id.empty());
      FUZZ_CHECK(event.kind != BookEvent::Kind::kUnknown ||
                 !(*book)->Add(event.lead_id, event.activity).ok());
      const absl::Status taken = TakeEvent(event, book->get());
      FUZZ_CHECK(taken.ok() || absl::IsInvalidArgument(taken) ||
                 absl::IsNotFound(taken) || absl::IsOutOfRange(taken));
    } else {
      FUZZ_CHECK(absl::IsInvalidArgument(status));
      FUZZ_CHECK(!error.message.empty());
      FUZZ_CHECK(error.line == number && error.column >= 1);
    }
  }
}

}  // namespace
}  // namespace leadscore::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::testing::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
