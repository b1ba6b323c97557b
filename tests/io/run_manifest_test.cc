#include "src/io/run_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::IsOk;
using leadscore::testing::StatusIs;
using ::testing::HasSubstr;

constexpr char kJson[] = R"({
  "manifest_version": 1,
  "leadscore_version": "0.1.0",
  "time_zone_data": "2025b",
  "model": {
    "file": "m.textproto",
    "name": "acme",
    "version": "1",
    "fingerprint": "b988dcccd065a10174e616087f90be4f"
  },
  "as_of": "2026-11-20T09:00:00Z",
  "delimiter": "\t",
  "inputs": [
    {
      "file": "leads.csv",
      "holds": "leads",
      "format": "csv",
      "bytes": 120,
      "xxh3_128": "0123456789abcdef0123456789abcdef",
      "records": 4,
      "rejected": 1
    },
    {
      "file": "-",
      "holds": "activities",
      "format": "csv",
      "bytes": 7000000000,
      "xxh3_128": "fedcba98765432100123456789abcdef",
      "records": 60,
      "rejected": 2
    }
  ],
  "leads_scored": 3,
  "activities": {
    "of_scored_leads": 50,
    "of_rejected_leads": 1,
    "of_unknown_leads": 3,
    "of_unknown_types": 4,
    "repeated": 5,
    "later_than_as_of": 6
  },
  "rule_errors": 7,
  "output": {
    "file": "scores.csv",
    "format": "csv",
    "reasons": 3,
    "keep": [
      "title",
      "\"owner\""
    ],
    "sort": "total",
    "top": 2,
    "rows": 2,
    "bytes": 345,
    "xxh3_128": "00000000000000000000000000000000"
  },
  "shard": {
    "number": 2,
    "of": 4
  }
}
)";

TEST(RunManifest, IsReadAsItWasWritten) {
  const absl::StatusOr<RunManifest> manifest = ParseRunManifest(kJson);
  ASSERT_THAT(manifest.status(), IsOk());
  EXPECT_EQ(ToJson(*manifest), kJson);
  EXPECT_EQ(manifest->model.version, "1");
  EXPECT_EQ(manifest->inputs[1].bytes, 7'000'000'000);
  EXPECT_EQ(manifest->output.keep[1], "\"owner\"");
  EXPECT_EQ(manifest->shard->number, 2);
}

TEST(RunManifest, LeavesOutWhatThereIsNot) {
  RunManifest manifest = *ParseRunManifest(kJson);
  manifest.as_of.clear();
  manifest.as_of_column = "seen";
  manifest.output.sort.clear();
  manifest.output.top = 0;
  manifest.shard.reset();
  const std::string json = ToJson(manifest);
  EXPECT_THAT(json, HasSubstr("\"as_of_column\": \"seen\""));
  for (const char* member : {"\"as_of\"", "sort", "top", "shard"}) {
    EXPECT_EQ(json.find(member), std::string::npos) << member;
  }
  EXPECT_EQ(ToJson(*ParseRunManifest(json)), json);
}

TEST(RunManifest, NamesThatAreNoUtf8AreWrittenAllTheSame) {
  RunManifest manifest = *ParseRunManifest(kJson);
  manifest.model.file = "m\xFF\xC3.textproto";
  EXPECT_EQ(ParseRunManifest(ToJson(manifest))->model.file,
            "m\xEF\xBF\xBD\xEF\xBF\xBD.textproto");
}

struct FaultCase {
  std::string name;
  std::string text;  // Of kJson.
  std::string instead;
  std::string message;
};

class FaultTest : public ::testing::TestWithParam<FaultCase> {};

TEST_P(FaultTest, IsSaid) {
  const auto& [name, text, instead, message] = GetParam();
  const std::string json = absl::StrReplaceAll(kJson, {{text, instead}});
  ASSERT_NE(json, kJson);
  EXPECT_THAT(ParseRunManifest(json).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not a manifest of scores: " + message)));
}

INSTANTIATE_TEST_SUITE_P(
    RunManifest, FaultTest,
    ::testing::ValuesIn<FaultCase>({
        {"Json", "{", "(", "it is no JSON object"},
        {"Version", "manifest_version\": 1", "manifest_version\": 2",
         "the member \"manifest_version\" is of another version"},
        {"Missing", "\"rule_errors\": 7,", "",
         "the member \"rule_errors\" is missing"},
        {"Text", "\"2025b\"", "2025",
         "the member \"time_zone_data\" is no text"},
        {"Number", "\"rule_errors\": 7", "\"rule_errors\": 7.5",
         "the member \"rule_errors\" is no number"},
        {"Negative", "\"rule_errors\": 7", "\"rule_errors\": -7",
         "the member \"rule_errors\" is below zero"},
        {"Object", "\"inputs\": [", "\"inputs\": [ 1,",
         "the member \"inputs\" is no array of objects"},
        {"Keep", "\"title\"", "{}", "the member \"keep\" is no array of texts"},
        {"Hash", "00000000000000000000000000000000", "0",
         "the member \"xxh3_128\" is no hash"},
        {"Holds", "\"activities\",", "\"deals\",",
         "the member \"holds\" is neither leads, activities nor sets"},
        {"Format", "\"csv\"", "\"xml\"", "the member \"format\" is neither"},
        {"Shard", "\"of\": 4", "\"of\": 1", "the member \"shard\" is none"},
        {"Delimiter", "\\t", "", "the member \"delimiter\" is no character"},
    }),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace leadscore::internal
