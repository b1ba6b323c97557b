// What a condition costs: to read it (parse and check), once a model; and to
// evaluate it with the reference evaluator, once a lead. By kinds of
// conditions, so that a change shows where it hurts.
//
//   build/release/bench/cel_bench

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cel/program.h"

namespace leadscore::internal::cel {
namespace {

class Lead : public Activation {
 public:
  Lead() {
    Add("lead.employees", Kind::kInt, Value::Int(250));
    Add("lead.budget", Kind::kDouble, Value::Double(12'500));
    Add("lead.country", Kind::kString, Value::String("DE"));
    Add("lead.title", Kind::kString, Value::String("VP of Sales Operations"));
    Add("lead.vip", Kind::kBool, Value::Bool(true));
    Add("lead.start_by", Kind::kTimestamp,
        Value::Timestamp(Micros{1'795'132'800'000'000}));
    Add("lead.tags", Type::List(Kind::kString),
        Value::List({Value::String("partner"), Value::String("emea"),
                     Value::String("webinar")}));
    std::vector<std::string> domains;
    for (int i = 0; i < 5000; ++i) domains.push_back(absl::StrCat(i, ".com"));
    Add("list.domains", Type::List(Kind::kString), Value::StringSet(domains));
    missing_ = environment_.AddVariable("lead.phone", Kind::kString);
    values_.push_back(Value::Missing(missing_));
    Add("as_of", Kind::kTimestamp,
        Value::Timestamp(Micros{1'790'000'000'000'000}));
  }

  Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  const Environment& environment() const { return environment_; }

 private:
  void Add(std::string name, Type type, Value value) {
    environment_.AddVariable(std::move(name), std::move(type));
    values_.push_back(std::move(value));
  }

  Environment environment_;
  std::vector<Value> values_;
  int missing_ = -1;
};

struct Condition {
  const char* name;
  const char* expression;
};

constexpr Condition kConditions[] = {
    {"comparison", "lead.employees >= 200"},
    {"equality of texts", "lead.country == 'DE'"},
    {"missing value", "lead.phone == 'x' || lead.vip"},
    {"three of them",
     "lead.employees >= 200 && lead.country == 'DE' && "
     "lead.budget > 1000.0"},
    {"in a literal list", "lead.country in ['AT', 'CH', 'DE', 'LI']"},
    {"in a list of 5,000", "lead.country in list.domains"},
    {"contains", "lead.title.contains('Operations')"},
    {"regular expression", "lead.title.matches('(?i)\\\\b(vp|head)\\\\b')"},
    {"times", "lead.start_by > as_of && lead.start_by - as_of < days(90)"},
    {"part of a time", "as_of.getHours('Europe/Berlin') >= 9"},
    {"split", "'kim@acme.example'.split('@')[1] == 'acme.example'"},
    {"exists", "lead.tags.exists(t, t == 'webinar')"},
    {"map and join", "lead.tags.map(t, t.upperAscii()).join(',') == 'X'"},
    {"format", "'%s: %d'.format([lead.country, lead.employees]) != ''"},
    {"bind", "cel.bind(t, lead.title.lowerAscii(), t.contains('vp'))"},
};

void ParseAndCheck(benchmark::State& state, const Condition& kind) {
  const Lead lead;
  const std::string text = kind.expression;
  for (auto _ : state) {
    std::vector<Issue> issues;
    auto program = Program::Compile(text, lead.environment(), &issues);
    if (program == nullptr) {
      state.SkipWithError(issues[0].message.c_str());
      return;
    }
    benchmark::DoNotOptimize(program);
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(text.size()));
}

void Evaluate(benchmark::State& state, const Condition& kind) {
  const Lead lead;
  std::vector<Issue> issues;
  const auto program =
      Program::Compile(kind.expression, lead.environment(), &issues);
  if (program == nullptr) {
    state.SkipWithError(issues[0].message.c_str());
    return;
  }
  int64_t steps = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(program->Evaluate(lead, &steps));
  }
  state.counters["steps"] = static_cast<double>(steps);
}

// Whether reading takes time in proportion to the length.
void ParseAndCheckLong(benchmark::State& state) {
  const Lead lead;
  std::string text = "lead.employees == 0";
  for (int64_t i = 1; i < state.range(0); ++i) {
    absl::StrAppend(&text, " || lead.employees == ", i);
  }
  for (auto _ : state) {
    std::vector<Issue> issues;
    benchmark::DoNotOptimize(
        Program::Compile(text, lead.environment(), &issues));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<int64_t>(text.size()));
}
BENCHMARK(ParseAndCheckLong)->RangeMultiplier(8)->Range(1, 4096);

[[maybe_unused]] const bool registered = [] {
  for (const Condition& kind : kConditions) {
    benchmark::RegisterBenchmark(
        absl::StrCat("ParseAndCheck/", kind.name).c_str(), ParseAndCheck, kind);
  }
  for (const Condition& kind : kConditions) {
    benchmark::RegisterBenchmark(absl::StrCat("Evaluate/", kind.name).c_str(),
                                 Evaluate, kind);
  }
  return true;
}();

}  // namespace
}  // namespace leadscore::internal::cel
