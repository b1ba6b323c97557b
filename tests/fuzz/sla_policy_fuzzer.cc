// Reads bytes as a policy: JSON if they begin with a brace, binary if with a
// zero, else text. What is accepted judges a few leads.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/leadscore.h"
#include "leadscore/sla_policy_file.h"
#include "tests/fuzz/fuzz_check.h"

namespace leadscore {
namespace {

constexpr char kModel[] = R"pb(
  name: "m"
  attributes { name: "created" type: TIMESTAMP }
  attributes { name: "owner" type: STRING }
  attributes { name: "region" type: STRING }
  attributes { name: "size" type: INT }
  activities { type: "visit" }
  activities { type: "call" }
  activities {
    type: "mail"
    properties { name: "automatic" type: BOOL }
  }
  activities { type: "reply" }
  activities {
    type: "assigned"
    properties { name: "owner" type: STRING }
  }
  activities { type: "wait" }
  activities { type: "go_on" }
  lifecycle { touched: "call" replied: "reply" assigned: "assigned" }
  scores {
    name: "fit"
    bands { label: "A" from: 50 }
    bands { label: "B" }
    groups {
      name: "g"
      rules { name: "big" when: "lead.size >= 100" points: 60 }
    }
  }
  grade: "fit"
  stages { name: "NURTURE" }
  stages {
    name: "MQL"
    enter { name: "stated" when: "false" }
    hold { when: "true" }
  }
  stages {
    name: "SQL"
    enter { name: "stated" when: "false" }
    hold { when: "true" }
  }
)pb";

const Model& TheModel() {
  static const auto* const model = [] {
    Diagnostics diagnostics;
    return new Model(Model::Create(ParseModel(kModel, ModelFormat::kText, "",
                                              ModelFileLimits(), &diagnostics)
                                       .value())
                         .value());
  }();
  return *model;
}

Activity At(const char* type, int hours, std::vector<NamedValue> properties) {
  Activity activity;
  activity.type = type;
  activity.time =
      absl::FromCivil(absl::CivilHour(2026, 11, 16), absl::UTCTimeZone()) +
      absl::Hours(hours);
  activity.properties = std::move(properties);
  return activity;
}

Tables SomeLeads(const SlaPolicy& policy) {
  TableBuilder builder(policy.input_model().lead_schema(),
                       policy.input_model().activity_schema());
  Lead lead;
  lead.id = "1";
  lead.attributes = {{"size", int64_t{100}}, {"region", std::string("office")}};
  lead.activities = {At("$stage", 10, {{"stage", std::string("MQL")}}),
                     At("assigned", 11, {{"owner", std::string("Ann")}}),
                     At("wait", 12, {}),
                     At("go_on", 14, {}),
                     At("call", 20, {}),
                     At("$stage", 21, {{"stage", std::string("NURTURE")}}),
                     At("$stage", 30, {{"stage", std::string("SQL")}}),
                     At("call", 40, {}),
                     At("reply", 41, {})};
  FUZZ_CHECK(builder.Add(lead).ok());
  lead.id = "2";
  lead.attributes = {{"created", lead.activities[0].time}};
  lead.activities.resize(1);
  FUZZ_CHECK(builder.Add(lead).ok());
  return builder.Build();
}

void Fuzz(std::string_view bytes, ModelFormat format) {
  Diagnostics diagnostics;
  ModelSource source;
  absl::StatusOr<SlaPolicySpec> spec = ParseSlaPolicy(
      bytes, format, "policy", SlaPolicyFileLimits(), &diagnostics, &source);
  FUZZ_CHECK(spec.ok() || HasErrors(diagnostics));
  if (spec.ok()) {
    const auto written = SerializeSlaPolicy(*spec, ModelFormat::kText);
    FUZZ_CHECK(written.ok());
    const auto again = ParseSlaPolicy(*written, ModelFormat::kText, "",
                                      SlaPolicyFileLimits(), &diagnostics);
    FUZZ_CHECK(again.ok());
    FUZZ_CHECK(*SerializeSlaPolicy(*again, ModelFormat::kText) == *written);
    // A century of hours takes longer than all else.
    for (CalendarSpec& calendar : spec->calendars) {
      if (calendar.from.empty()) calendar.from = "2026-01-01";
      if (calendar.until.empty()) calendar.until = "2026-12-31";
      calendar.holidays_file.clear();
    }
    const auto policy = SlaPolicy::Create(*spec, TheModel(), &diagnostics);
    FUZZ_CHECK(policy.ok() || HasErrors(diagnostics));
    if (policy.ok()) {
      const absl::Time as_of =
          absl::FromCivil(absl::CivilDay(2026, 11, 20), absl::UTCTimeZone());
      const auto report =
          CheckSla(*policy, SomeLeads(*policy), {as_of, std::nullopt});
      FUZZ_CHECK(report.ok() ||
                 report.status().code() == absl::StatusCode::kOutOfRange);
      if (report.ok()) {
        FUZZ_CHECK(
            report->leads + static_cast<int64_t>(report->excluded.size()) == 2);
        FUZZ_CHECK(SummarizeSla(*policy, *report).size() ==
                   report->promises.size());
      }
    }
  }
  for (Diagnostic& diagnostic : diagnostics) {
    source.Locate(&diagnostic);
    FUZZ_CHECK(!diagnostic.message.empty());
    FUZZ_CHECK(!diagnostic.ToString().empty());
  }
}

}  // namespace
}  // namespace leadscore

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!bytes.empty() && bytes[0] == '\0') {
    leadscore::Fuzz(bytes.substr(1), leadscore::ModelFormat::kBinary);
  } else if (!bytes.empty() && bytes[0] == '{') {
    leadscore::Fuzz(bytes, leadscore::ModelFormat::kJson);
  } else {
    leadscore::Fuzz(bytes, leadscore::ModelFormat::kText);
  }
  return 0;
}
