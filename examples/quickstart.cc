#include <iostream>

#include "absl/time/clock.h"
#include "leadscore/leadscore.h"

int main() {
  leadscore::RuleSpec size{"Company size", "", "lead.employees >= 200", 30};
  leadscore::RuleSpec ebook{"Ebook", "", "", 10};
  ebook.each = leadscore::EachSpec{{"download"}};
  leadscore::ModelSpec spec;
  spec.name = "quickstart";
  spec.attributes = {{"employees", leadscore::ValueType::kInt}};
  spec.activities = {{"download"}};
  spec.scores = {{"fit", {{"Company", {size}}}},
                 {"engagement", {{"Content", {ebook}}}}};
  const auto model = leadscore::Model::Create(spec);

  leadscore::Lead lead{"L-1", {{"employees", int64_t{300}}}};
  lead.activities = {{"download", absl::Now() - absl::Hours(48)}};
  const auto result = leadscore::Scorer(*model).Score(lead, absl::Now());
  const auto why = leadscore::StrongestReasons(*model, *result, 2);
  std::cout << result->total.ToString() << " points: " << why[0].ToString()
            << "; " << why[1].ToString() << "\n";
}
