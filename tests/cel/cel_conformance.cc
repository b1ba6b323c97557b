// Runs conformance cases of CEL through parser, checker and reference
// evaluator.
//
//   cel_conformance FILE...
//
// A FILE holds a JSON object a line: the expression `expr`, its declared
// variables `type_env`, their values `bindings`, the namespace `container`, and
// the expected `value` or `"error": true`. With `disable_check` the case is
// evaluated without types. Prints how many cases pass, by their `file`, and
// each that fails. Exit status: 0 all pass, 1 some fail, 77 a file is absent.

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "src/cel/parser.h"
#include "src/cel/printer.h"
#include "src/cel/program.h"
#include "src/core/number_text.h"

namespace leadscore::internal::cel {
namespace {

using Json = google::protobuf::Value;

const Json* Find(const Json& object, const std::string& key) {
  const auto& fields = object.struct_value().fields();
  const auto found = fields.find(key);
  return found == fields.end() ? nullptr : &found->second;
}

std::string Text(const Json& object, const std::string& key) {
  const Json* found = Find(object, key);
  return found == nullptr ? "" : found->string_value();
}

bool Flag(const Json& object, const std::string& key) {
  const Json* found = Find(object, key);
  return found != nullptr && found->bool_value();
}

Type ReadType(const Json& json) {
  if (const Json* element = Find(json, "list")) {
    return Type::List(ReadType(*element));
  }
  if (const Json* types = Find(json, "map")) {
    return Type::Map(ReadType(types->list_value().values(0)),
                     ReadType(types->list_value().values(1)));
  }
  if (Find(json, "null") != nullptr) return Kind::kNull;
  static const auto* const kinds = new std::map<std::string, Kind>{
      {"BOOL", Kind::kBool},
      {"INT64", Kind::kInt},
      {"UINT64", Kind::kUint},
      {"DOUBLE", Kind::kDouble},
      {"STRING", Kind::kString},
      {"BYTES", Kind::kBytes},
      {"TIMESTAMP", Kind::kTimestamp},
      {"DURATION", Kind::kDuration},
      {"DYN", Kind::kDyn},
  };
  const auto found = kinds->find(json.string_value());
  if (found == kinds->end()) {
    std::cerr << "unknown type " << json.ShortDebugString() << "\n";
    return Type();
  }
  return found->second;
}

double ReadDouble(const std::string& text) {
  if (text == "NaN") return std::nan("");
  if (text == "inf" || text == "Infinity") return HUGE_VAL;
  if (text == "-inf" || text == "-Infinity") return -HUGE_VAL;
  return ParseDouble(text).value();
}

Value ReadValue(const Json& json) {
  const auto& only = *json.struct_value().fields().begin();
  const std::string& kind = only.first;
  const Json& value = only.second;
  const std::string& text = value.string_value();
  if (kind == "int") return Value::Int(ParseInt64(text).value());
  if (kind == "uint") return Value::Uint(ParseUint64(text).value());
  if (kind == "double") return Value::Double(ReadDouble(text));
  if (kind == "bool") return Value::Bool(value.bool_value());
  if (kind == "string") return Value::String(text);
  if (kind == "bytes") {
    std::string bytes;
    absl::Base64Unescape(text, &bytes);
    return Value::Bytes(bytes);
  }
  if (kind == "list") {
    std::vector<Value> items;
    for (const Json& item : value.list_value().values()) {
      items.push_back(ReadValue(item));
    }
    return Value::List(std::move(items));
  }
  if (kind == "map") {
    std::vector<std::pair<Value, Value>> entries;
    for (const Json& entry : value.list_value().values()) {
      entries.emplace_back(ReadValue(entry.list_value().values(0)),
                           ReadValue(entry.list_value().values(1)));
    }
    return Value::Map(std::move(entries));
  }
  if (kind == "type") {
    for (int i = 0; i <= static_cast<int>(Kind::kDyn); ++i) {
      if (KindName(static_cast<Kind>(i)) == text) {
        return Value::TypeValue(static_cast<Kind>(i));
      }
    }
  }
  const bool is_timestamp = kind == "google.protobuf.Timestamp";
  if (is_timestamp || kind == "google.protobuf.Duration") {
    const auto number = [&value](const char* name) -> int64_t {
      const Json* found = Find(value, name);
      if (found == nullptr) return 0;
      return found->string_value().empty()
                 ? static_cast<int64_t>(found->number_value())
                 : ParseInt64(found->string_value()).value();
    };
    const int64_t seconds = number("seconds");
    const int64_t nanos = number("nanos");
    return is_timestamp
               ? Value::Timestamp(Instant{seconds, static_cast<int32_t>(nanos)})
               : Value::Duration(seconds * 1'000'000'000 + nanos);
  }
  return Value::Null();
}

// As ==, but NaN is NaN, -0.0 is not 0.0, and numbers of different types
// differ.
bool IsSame(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kDouble)) {
    return (std::isnan(a.as_double()) && std::isnan(b.as_double())) ||
           (a.as_double() == b.as_double() &&
            std::signbit(a.as_double()) == std::signbit(b.as_double()));
  }
  if (a.is(Kind::kList)) {
    if (a.as_list().size() != b.as_list().size()) return false;
    for (size_t i = 0; i < a.as_list().size(); ++i) {
      if (!IsSame(a.as_list()[i], b.as_list()[i])) return false;
    }
    return true;
  }
  return a == b;
}

class Bindings : public Activation {
 public:
  void Add(Value value) { values_.push_back(std::move(value)); }
  Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }

 private:
  std::vector<Value> values_;
};

// Whether a text that parses is printed as one that parses to the same tree.
bool SurvivesPrinting(const std::string& text) {
  std::vector<Issue> issues;
  const auto expr = Parse(text, Limits(), &issues);
  if (!issues.empty()) return true;
  const auto again = Parse(Print(*expr), Limits(), &issues);
  return issues.empty() && IsSameExpression(*expr, *again);
}

// What went wrong; empty if the case passes.
std::string Run(const Json& test) {
  if (!SurvivesPrinting(Text(test, "expr"))) {
    return "is another expression when it is printed";
  }
  Environment environment;
  environment.set_container(Text(test, "container"));
  Bindings bindings;
  const bool is_static = !Flag(test, "disable_check");
  const Json* values = Find(test, "bindings");
  if (const Json* variables = Find(test, "type_env")) {
    for (const Json& variable : variables->list_value().values()) {
      const std::string name = Text(variable, "name");
      const int index =
          environment.AddVariable(name, ReadType(*Find(variable, "type")));
      const Json* value = values ? Find(*values, name) : nullptr;
      bindings.Add(value ? ReadValue(*value) : Value::Missing(index));
    }
  }
  if (values != nullptr) {
    for (const auto& [name, value] : values->struct_value().fields()) {
      if (environment.Find(name) >= 0) continue;
      environment.AddVariable(name, Type());
      bindings.Add(ReadValue(value));
    }
  }
  std::vector<Issue> issues;
  const auto program =
      Program::Compile(Text(test, "expr"), environment, &issues,
                       is_static ? Typing::kStatic : Typing::kDynamic);
  const bool expects_error = Flag(test, "error");
  if (program == nullptr) {
    return expects_error ? "" : "does not compile: " + issues[0].message;
  }
  const Value result = program->Evaluate(bindings);
  if (result.is_error()) return expects_error ? "" : result.ToString();
  if (expects_error) return "expected an error, got " + result.ToString();
  const Value expected = ReadValue(*Find(test, "value"));
  if (IsSame(result, expected)) return "";
  return absl::StrCat("expected ", expected.ToString(), ", got ",
                      result.ToString());
}

struct Count {
  int passed = 0;
  int total = 0;
};

int RunFiles(int count, char** names) {
  std::map<std::string, Count> counts;
  for (int i = 0; i < count; ++i) {
    std::ifstream file(names[i]);
    if (!file) {
      std::cout << "SKIPPED: no file " << names[i] << "\n";
      return 77;
    }
    for (std::string line; std::getline(file, line);) {
      Json test;
      const auto status =
          google::protobuf::util::JsonStringToMessage(line, &test);
      const std::string failure =
          status.ok() ? Run(test)
                      : "not JSON: " + std::string(status.message());
      for (const std::string& key : {Text(test, "file"), std::string("~")}) {
        ++counts[key].total;
        if (failure.empty()) ++counts[key].passed;
      }
      if (!failure.empty()) {
        std::cout << "FAILED " << Text(test, "file") << "/"
                  << Text(test, "section") << "/" << Text(test, "name") << ": "
                  << Text(test, "expr") << ": " << failure << "\n";
      }
    }
  }
  for (const auto& [name, result] : counts) {
    std::cout << (name == "~" ? "all" : name) << ": " << result.passed << " of "
              << result.total << "\n";
  }
  const Count& all = counts["~"];
  return all.total > 0 && all.passed == all.total ? 0 : 1;
}

}  // namespace
}  // namespace leadscore::internal::cel

int main(int argc, char** argv) {
  return leadscore::internal::cel::RunFiles(argc - 1, argv + 1);
}
