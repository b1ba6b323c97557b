#include <iostream>

#include "absl/time/clock.h"
#include "leadscore/leadscore.h"

int main() {
  leadscore::RuleSpec size{"Company size"}, ebook{"Ebook"};
  size.when = "lead.employees >= 200";
  size.points = 30;
  ebook.each = leadscore::EachSpec{{"download"}};
  ebook.points = 10;
  leadscore::ModelSpec spec{"quickstart"};
  spec.attributes = {{"employees", leadscore::ValueType::kInt}};
  spec.activities = {{"download"}};
  spec.scores = {{"fit", {{"Company", {size}}}},
                 {"engagement", {{"Content", {ebook}}}}};
  const leadscore::Scorer scorer(leadscore::Model::Create(spec).value());

  leadscore::Lead lead{"L-1", {{"employees", int64_t{300}}}};
  lead.activities = {{"download", absl::Now() - absl::Hours(48)}};
  const auto result = scorer.Score(lead, absl::Now()).value();
  std::cout << result.total.ToString() << " points:";
  for (const auto& why : leadscore::StrongestReasons(scorer.model(), result, 3))
    std::cout << " " << why.ToString() << ";";
  std::cout << "\n";  // 40 points: Company size +30; Ebook +10;
}
