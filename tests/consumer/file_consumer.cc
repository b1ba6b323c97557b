// Uses files and models in them.
#include <cstdlib>
#include <string>

#include "leadscore/messages.h"
#include "leadscore/model_file.h"
#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"

int main() {
  leadscore::Diagnostics diagnostics;
  const auto spec = leadscore::ParseModel(
      "name: 'consumer' scores { name: 'fit' base: 3 }",
      leadscore::ModelFormat::kText, "", {}, &diagnostics);
  if (!spec.ok()) return EXIT_FAILURE;
  const auto model = leadscore::Model::Create(*spec, &diagnostics);
  if (!model.ok()) return EXIT_FAILURE;
  leadscore::TableReader reader(*model, {});
  if (reader.ReadLeads("no such file").ok()) return EXIT_FAILURE;
  leadscore::TableBuilder builder(model->lead_schema(),
                                  model->activity_schema());
  if (!builder.Add(leadscore::Lead{"1"}).ok()) return EXIT_FAILURE;
  if (leadscore::SchemaMessage(*model).attributes_size() != 0) {
    return EXIT_FAILURE;
  }
  const leadscore::Tables tables = builder.Build();
  leadscore::ScoreTable scores;
  leadscore::ScoreOptions options;
  options.stages = true;
  if (!leadscore::Scorer(*model)
           .Score(tables, absl::UnixEpoch(), options, &scores)
           .ok()) {
    return EXIT_FAILURE;
  }
  std::string row;
  leadscore::ScoreRows(*model, tables.leads, scores).AppendRow(0, &row);
  const std::string expected = "1,,3,3,,,,1,,," + model->name() + ",," +
                               model->fingerprint() + ",1970-01-01T00:00:00Z\n";
  return row == expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
