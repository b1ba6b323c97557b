// EventParser: lines of JSON as what happens to a live book of leads
// (live_book.h, durable_book.h), for consumers of message queues. Part of
// leadscore::io.
//
// A line is an object; what it is follows from its keys:
//
//   {"id": "L-42", "title": "VP Sales"}            a lead, as in a file of them
//   {"lead_id": "L-42", "type": "demo_request",
//    "time": "2026-11-23T09:00:00Z"}               an activity, as in theirs
//   {"lead_id": "L-42", "attribute": "title",
//    "value": "CEO", "time": "..."}                what became known at a time
//   {"$remove": "L-42"}                            forgets a lead
//   {"$advance": "2026-11-23T10:00:00Z"}           moves the clock
//
// Columns, formats of times and null values are those of the model's `columns`
// and `attributes`.

#ifndef LEADSCORE_EVENT_PARSER_H_
#define LEADSCORE_EVENT_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/table_reader.h"

namespace leadscore {

struct BookEvent {
  enum class Kind {
    kUpsert,    // `lead`, with the attributes that the line names.
    kActivity,  // `activity` of the lead `lead_id`.
    kUnknown,   // The same, of a type that the model does not have.
    kRemove,    // The lead `lead_id`.
    kAdvance,   // The clock, to `now`.
  };

  Kind kind = Kind::kUpsert;
  Lead lead;
  std::string lead_id;
  Activity activity;
  absl::Time now;
};

// Does with a book, a LiveBook or a DurableBook, what the event says. An
// activity of a type that the model does not have is passed over.
//
// Errors: those of the book.
template <typename Book>
absl::Status TakeEvent(const BookEvent& event, Book* book) {
  switch (event.kind) {
    case BookEvent::Kind::kUpsert:
      return book->Upsert(event.lead);
    case BookEvent::Kind::kActivity:
      return book->Add(event.lead_id, event.activity);
    case BookEvent::Kind::kRemove:
      return book->Remove(event.lead_id);
    case BookEvent::Kind::kAdvance:
      return book->Advance(event.now);
    case BookEvent::Kind::kUnknown:
      break;
  }
  return absl::OkStatus();
}

struct EventParserOptions {
  size_t max_field_bytes = size_t{256} << 10;
  size_t max_line_bytes = size_t{1} << 20;
};

// Not thread-safe: one for each thread.
class EventParser {
 public:
  // Errors: kInvalidArgument, two of the model's columns are one.
  static absl::StatusOr<std::unique_ptr<EventParser>> Create(
      Model model, const EventParserOptions& options = {});

  ~EventParser();
  EventParser(const EventParser&) = delete;
  EventParser& operator=(const EventParser&) = delete;

  // Reads a line, without its end. Of a lead the attributes that have a value
  // of null are missing from then on; what is not named stays as it is.
  // `error`, which may be null, gets what is wrong in parts, with `line_number`
  // and without the name of a file.
  //
  // Errors: kInvalidArgument; `event` means nothing then.
  absl::Status Parse(std::string_view line, int64_t line_number,
                     BookEvent* event, ReadError* error = nullptr);

 private:
  class Impl;
  explicit EventParser(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace leadscore

#endif  // LEADSCORE_EVENT_PARSER_H_
