// Parses, checks and evaluates a condition over variables of every type, with
// and without static types.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/program.h"
#include "tests/fuzz/fuzz_check.h"

namespace leadscore::internal::cel {
namespace {

class Scope : public Activation {
 public:
  Scope() {
    environment_.DescribeRoot("lead", "attribute", "declare it");
    Add("lead.flag", Kind::kBool, Value::Bool(true));
    Add("lead.count", Kind::kInt, Value::Int(-7));
    Add("lead.natural", Kind::kUint, Value::Uint(7));
    Add("lead.budget", Kind::kDouble, Value::Double(0.5));
    Add("lead.title", Kind::kString, Value::String("VP \u00fc"));
    Add("lead.bytes", Kind::kBytes, Value::Bytes("\xff\x01"));
    Add("lead.since", Kind::kTimestamp, Value::Timestamp(Micros{1}));
    Add("lead.span", Kind::kDuration, Value::Duration(1'500'000'000));
    Add("lead.tags", Type::List(Kind::kString),
        Value::List({Value::String("a"), Value::String("b")}));
    Add("lead.map", Type::Map(Kind::kString, Kind::kInt),
        Value::Map({{Value::String("a"), Value::Int(1)}}));
    Add("list.words", Type::List(Kind::kString), Value::StringSet({"a", "b"}));
    missing_ = environment_.AddVariable("lead.missing", Kind::kInt);
    values_.push_back(Value::Missing(missing_));
    Add("as_of", Kind::kTimestamp, Value::Timestamp(Micros{0}));
    Add("any", Type(), Value::Int(3));
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

  Environment environment_{FuzzLimits()};
  std::vector<Value> values_;
  int missing_ = -1;

  // Fewer steps, so that many inputs can be tried.
  static Limits FuzzLimits() {
    Limits limits;
    limits.max_steps = 20'000;
    return limits;
  }
};

// Whether a value may be of a type.
bool Fits(const Value& value, const Type& type) {
  return value.is_error() || type.is(Kind::kDyn) || type.is(Kind::kError) ||
         value.kind() == type.kind();
}

void Fuzz(std::string_view text) {
  static const Scope* const scope = new Scope;
  for (Typing typing : {Typing::kStatic, Typing::kDynamic}) {
    std::vector<Issue> issues;
    const auto program =
        Program::Compile(text, scope->environment(), &issues, typing);
    FUZZ_CHECK((program == nullptr) == !issues.empty());
    for (const Issue& issue : issues) {
      FUZZ_CHECK(!issue.message.empty());
      FUZZ_CHECK(issue.begin <= issue.end && issue.end <= text.size() + 1);
      FindLineColumn(text, issue.begin);
    }
    if (program == nullptr) continue;
    const Value value = program->Evaluate(*scope);
    FUZZ_CHECK(Fits(value, program->type()));
    FUZZ_CHECK(!value.ToString().empty());
    if (value.is_error()) {
      FUZZ_CHECK(value.as_error().offset <= static_cast<int>(text.size()));
    }
  }
}

}  // namespace
}  // namespace leadscore::internal::cel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::internal::cel::Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
