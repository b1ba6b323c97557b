// A consumer of a message queue: what it takes from the queue goes into a
// durable book, and is acknowledged once it is safe.

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/durable_book.h"
#include "leadscore/event_parser.h"
#include "leadscore/leadscore.h"

namespace {

leadscore::Model MakeModel() {
  leadscore::ModelSpec spec{"server"};
  spec.activities = {{"demo_request", "Demo request"}};
  leadscore::RuleSpec demo{"Demo request", "", "", 30.0};
  demo.each = leadscore::EachSpec{{"demo_request"}};
  spec.scores = {{"engagement", {{"Intent", {demo}}}}};
  spec.stages = {{"NURTURE"}, {"MQL", {{"score", {{"engagement", 20}}}}}};
  return leadscore::Model::Create(spec).value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  leadscore::DurableBookOptions options;
  options.start = absl::FromUnixSeconds(1'795'392'000);
  leadscore::OpenReport report;
  const auto book =
      leadscore::DurableBook::Open(argv[1], MakeModel(), options, &report);
  const auto parser = leadscore::EventParser::Create(MakeModel());
  if (!book.ok() || !parser.ok()) {
    std::cerr << book.status() << "\n";
    return 1;
  }

  std::deque<std::string> queue = {
      R"({"id": "L-42"})",
      R"({"id": "L-43", "size": "not one of the model's"})",
      R"({"lead_id": "L-43", "type": "demo_request", "time": "soon"})",
      R"({"lead_id": "L-42", "type": "demo_request",)"
      R"( "time": "2026-11-23T00:00:00Z", "id": "demo-1"})"};
  const auto count = static_cast<int64_t>(queue.size());
  leadscore::BookEvent event;
  for (int64_t number = 1; number <= count; ++number) {
    const std::string& line = queue[static_cast<size_t>(number - 1)];
    absl::Status status = (*parser)->Parse(line, number, &event);
    if (status.ok()) status = leadscore::TakeEvent(event, book->get());
    // It would come again for ever: set it aside, and go on.
    if (!status.ok()) std::cout << "set aside: " << status.message() << "\n";
  }
  if (!(*book)->Commit().ok()) return 1;  // Nothing is acknowledged.
  queue.clear();                          // All of it is.

  // Whoever is told remembers the last number, and asks for those behind it.
  const auto transitions = (*book)->Transitions(report.last_number);
  if (!transitions.ok()) return 1;
  for (const leadscore::BookTransition& told : *transitions) {
    std::cout << told.number << ": " << told.lead_id << " is "
              << told.transition.to << "\n";
  }
}
