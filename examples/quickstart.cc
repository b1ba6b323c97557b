#include <iostream>

#include "absl/time/clock.h"
#include "leadscore/leadscore.h"

int main() {
  leadscore::ModelSpec spec{"quickstart"};
  spec.attributes = {{"employees", leadscore::ValueType::kInt}};
  spec.activities = {{"download"}};
  leadscore::RuleSpec size{"Company size", "", "lead.employees >= 200", 30.0};
  leadscore::RuleSpec ebook{"Ebook", "", "", 10.0};
  ebook.each = leadscore::EachSpec{{"download"}};
  spec.scores = {{"Fit", {{"Company", {size}}}}, {"Web", {{"Media", {ebook}}}}};
  const leadscore::Scorer scorer(leadscore::Model::Create(spec).value());

  leadscore::Lead lead{"L-1", {{"employees", int64_t{300}}}};
  lead.activities = {{"download", absl::Now() - absl::Hours(48)}};
  const auto why = scorer.Explain(lead, absl::Now()).value();
  std::cout << leadscore::ExplanationSentence(why) << "\n";
}
