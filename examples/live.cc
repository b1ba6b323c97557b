#include <iostream>

#include "absl/time/time.h"
#include "leadscore/leadscore.h"

int main() {
  leadscore::ModelSpec spec{"live"};
  spec.activities = {{"demo_request", "Demo request"}};
  leadscore::RuleSpec demo{"Demo request", "", "", 30.0};
  demo.each = leadscore::EachSpec{{"demo_request"}};
  demo.each->decay = leadscore::DecaySpec{};
  demo.each->decay->half_life = absl::Hours(24 * 7);
  spec.scores = {{"engagement", {{"Intent", {demo}}}}};
  spec.stages = {{"NURTURE"}, {"MQL", {{"score", {{"engagement", 20}}}}}};

  const absl::Time monday = absl::FromUnixSeconds(1'795'392'000);
  const auto book = leadscore::LiveBook::Create(
                        leadscore::Model::Create(spec).value(), monday)
                        .value();
  if (!book->Upsert({"L-42"}).ok()) return 1;
  if (!book->Add("L-42", {"demo_request", monday}).ok()) return 1;
  if (!book->Advance(monday + absl::Hours(24 * 14)).ok()) return 1;
  for (const leadscore::BookTransition& told : book->Transitions(0)) {
    const leadscore::Transition& of = told.transition;
    std::cout << told.lead_id << ": " << of.from << " -> " << of.to << " on "
              << absl::FormatTime("%a %d", of.time, absl::UTCTimeZone()) << ", "
              << of.CauseText() << "\n";
  }
}
