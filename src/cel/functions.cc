#include "src/cel/functions.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "re2/re2.h"
#include "src/cel/function_groups.h"
#include "src/core/std_absl.h"

namespace leadscore::internal::cel {
namespace {

constexpr std::array kGroups = {&Operators, &Conversions, &TextFunctions,
                                &MathFunctions, &TimeFunctions};

// Whether a function is written by its name, and not as an operator.
bool IsNamed(const Function& function) {
  return absl::ascii_isalpha(static_cast<unsigned char>(function.name.front()));
}

using FunctionTable = absl::flat_hash_map<std::string_view, Function>;

const FunctionTable& Table() {
  // Never destroyed, so that it may be used until the process ends.
  static const FunctionTable* const table = [] {
    auto* made = new FunctionTable;
    for (auto* make : kGroups) {
      for (Function& function : make()) {
        made->emplace(function.name, std::move(function));
      }
    }
    return made;
  }();
  return *table;
}

}  // namespace

const Function* FindFunction(std::string_view name) {
  const auto found = Table().find(name);
  return found == Table().end() ? nullptr : &found->second;
}

const std::vector<std::string_view>& FunctionNames() {
  static const auto* const names = [] {
    auto* made = new std::vector<std::string_view>(
        {"has", "all", "exists", "exists_one", "existsOne", "filter", "map",
         "transformList", "transformMap", "transformMapEntry", "cel.bind"});
    for (auto* make : kGroups) {
      for (const Function& function : make()) {
        if (IsNamed(function)) made->push_back(function.name);
      }
    }
    return made;
  }();
  return *names;
}

bool IsFunctionNamespace(std::string_view name) {
  const std::string prefix = absl::StrCat(ToAbsl(name), ".");
  return std::any_of(FunctionNames().begin(), FunctionNames().end(),
                     [&prefix](std::string_view function) {
                       return function.substr(0, prefix.size()) == prefix;
                     });
}

bool IsComparable(const Type& a, const Type& b) {
  for (const Type* type : {&a, &b}) {
    if (type->is(Kind::kDyn) || type->is(Kind::kError)) return true;
  }
  if (a.is_numeric() && b.is_numeric()) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kList)) return IsComparable(a.param(0), b.param(0));
  if (a.is(Kind::kMap)) {
    return IsComparable(a.param(0), b.param(0)) &&
           IsComparable(a.param(1), b.param(1));
  }
  return true;
}

std::shared_ptr<const re2::RE2> CompileRegex(std::string_view pattern,
                                             const Limits& limits) {
  if (pattern.size() > limits.max_regex_bytes) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(limits.regex_memory_bytes);
  auto regex = std::make_shared<const re2::RE2>(
      re2::StringPiece(pattern.data(), pattern.size()), options);
  return regex->ok() ? regex : nullptr;
}

}  // namespace leadscore::internal::cel
