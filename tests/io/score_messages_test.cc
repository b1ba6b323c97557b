// Rows that are written as messages are what the generated classes write.

#include <gmock/gmock.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "leadscore/v1/score_row.pb.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::GeneratedNow;
using testing::IsOk;
using testing::Random;

std::optional<int64_t> Micros(absl::Time time) {
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) {
    return std::nullopt;
  }
  return absl::ToUnixMicros(time);
}

// What the generated classes write for a row.
v1::ScoreRow RowOf(const Model& model, const LeadTable& leads,
                   const ScoreTable& scores,
                   const std::vector<std::string>& kept, size_t row) {
  v1::ScoreRow message;
  message.set_row(static_cast<int64_t>(row) + 7);
  message.set_id(std::string(leads.id(row)));
  message.set_account(std::string(leads.account(row)));
  for (const auto& score : scores.scores) {
    message.add_scores_micros(score[row].micros());
  }
  message.set_total_micros(scores.total[row].micros());
  message.set_grade(std::string(scores.grade_of(row)));
  const auto stage = [&model](int32_t code) -> std::string {
    return code < 0 ? "" : model.stage_names()[static_cast<size_t>(code)];
  };
  if (!scores.qualifies_for.empty()) {
    message.set_qualifies_for(stage(scores.qualifies_for[row]));
  }
  message.set_way(std::string(scores.way_of(row)));
  message.set_coverage(scores.coverage(row));
  if (!scores.stage.empty()) message.set_stage(stage(scores.stage[row]));
  if (!scores.since.empty()) {
    if (const auto since = Micros(scores.since[row])) {
      message.set_since_micros(*since);
    }
  }
  if (const auto until = Micros(scores.valid_until[row])) {
    message.set_valid_until_micros(*until);
  }
  message.add_kept(kept[row]);
  for (size_t i = 0; i < scores.reasons[row].size() && i < 2; ++i) {
    v1::ScoreReason* reason = message.add_reasons();
    reason->set_label(scores.reasons[row][i].label);
    reason->set_points_micros(scores.reasons[row][i].points.micros());
  }
  message.set_as_of_micros(absl::ToUnixMicros(GeneratedNow()));
  return message;
}

TEST(ScoreMessages, AreThoseOfTheGeneratedClasses) {
  for (uint64_t seed : testing::SeedsToTry(40)) {
    SCOPED_TRACE("LEADSCORE_SEED=" + std::to_string(seed));
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model model = *Model::Create(spec);
    TableBuilder builder(model.lead_schema(), model.activity_schema());
    std::vector<std::string> kept;
    std::vector<int64_t> numbers;
    for (const Lead& lead : testing::GenerateLeads(spec, 20, random)) {
      ASSERT_THAT(builder.Add(lead), IsOk());
      kept.push_back(random.OneIn(2) ? "" : "kept");
      numbers.push_back(static_cast<int64_t>(numbers.size()) + 7);
    }
    const Tables tables = builder.Build();
    ScoreOptions options;
    options.stages = true;
    options.valid_until = true;
    options.reasons = 3;
    ScoreTable scores;
    ASSERT_THAT(Scorer(model).Score(tables, GeneratedNow(), options, &scores),
                IsOk());
    ScoreRowsOptions rows_options;
    rows_options.format = RowFormat::kMessages;
    rows_options.kept = {{"column", &kept}};
    rows_options.reasons = 2;
    rows_options.record_numbers = &numbers;
    const ScoreRows rows(model, tables.leads, scores, rows_options);
    std::string bytes;
    rows.AppendHeader(&bytes);
    for (size_t row = 0; row < scores.size(); ++row) {
      rows.AppendRow(row, &bytes);
    }

    std::string expected;
    {
      google::protobuf::io::StringOutputStream out(&expected);
      v1::ScoreRow header;
      v1::ScoreRowSchema* schema = header.mutable_schema();
      for (const std::string& score : model.score_names()) {
        schema->add_scores(score);
      }
      schema->add_kept("column");
      schema->set_model(model.name());
      schema->set_model_version(model.version());
      schema->set_fingerprint(model.fingerprint());
      namespace util = google::protobuf::util;
      util::SerializeDelimitedToZeroCopyStream(header, &out);
      for (size_t row = 0; row < scores.size(); ++row) {
        util::SerializeDelimitedToZeroCopyStream(
            RowOf(model, tables.leads, scores, kept, row), &out);
      }
    }
    ASSERT_EQ(bytes, expected);
  }
}

}  // namespace
}  // namespace leadscore
