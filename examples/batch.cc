#include <cstdint>
#include <iostream>
#include <string>

#include "absl/time/clock.h"
#include "leadscore/leadscore.h"

int main() {
  leadscore::ModelSpec spec{"batch"};
  spec.attributes = {{"employees", leadscore::ValueType::kInt}};
  leadscore::RuleSpec size{"Company size"};
  size.tiers = leadscore::TiersSpec{
      {{"lead.employees >= 1000", 40.0}, {"lead.employees >= 200", 30.0}}};
  spec.scores = {{"fit", {{"Company", {size}}}}};
  const leadscore::Model model = leadscore::Model::Create(spec).value();

  // Columns, which are filled row by row here; readers of files fill them too.
  leadscore::TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (int64_t employees : {5000, 250, 3}) {
    const std::string id = "L-" + std::to_string(employees);
    if (!builder.Add({id, {{"employees", employees}}}).ok()) return 1;
  }
  const leadscore::Tables tables = builder.Build();

  // The table of scores and the context are used again for the next batch.
  const leadscore::Scorer scorer(model);
  leadscore::ScoreContext context;
  leadscore::ScoreTable scores;
  leadscore::ScoreOptions options;
  options.threads = 2;
  if (!scorer.Score(tables, absl::Now(), options, &scores, &context).ok()) {
    return 1;
  }
  for (size_t row = 0; row < scores.size(); ++row) {
    std::cout << tables.leads.id(row) << " " << scores.total[row].ToString()
              << "\n";
  }
}
