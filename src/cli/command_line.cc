#include "src/cli/command_line.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

const OptionSpec* FindOption(const std::vector<OptionSpec>& specs,
                             const std::string& name) {
  const auto found =
      std::find_if(specs.begin(), specs.end(),
                   [&](const OptionSpec& spec) { return spec.name == name; });
  return found == specs.end() ? nullptr : &*found;
}

bool HasPositional(const std::vector<OptionSpec>& specs) {
  return std::any_of(specs.begin(), specs.end(),
                     [](const OptionSpec& spec) { return spec.is_positional; });
}

absl::Status UnexpectedArgument(const std::vector<OptionSpec>& specs,
                                const std::string& arg) {
  std::string needed;
  for (const OptionSpec& spec : specs) {
    if (spec.is_required && !spec.is_positional && needed.empty()) {
      needed = absl::StrCat(", as in --", spec.name, " ", spec.value);
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "unexpected argument ", Quoted(arg), "; everything",
      HasPositional(specs) ? " else" : "", " is given by options", needed));
}

absl::Status UnknownOption(const std::vector<OptionSpec>& specs,
                           const std::string& name) {
  std::vector<std::string_view> names;
  for (const OptionSpec& spec : specs) {
    if (!spec.is_positional) names.push_back(spec.name);
  }
  const std::string_view closest = ClosestName(name, names);
  return absl::InvalidArgumentError(absl::StrCat(
      "unknown option --", name,
      closest.empty()
          ? ""
          : absl::StrCat("; did you mean --", std::string(closest), "?")));
}

}  // namespace

absl::StatusOr<Options> Options::Parse(const std::vector<OptionSpec>& specs,
                                       const std::vector<std::string>& args) {
  Options options;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (arg.size() < 3 || arg.substr(0, 2) != "--") {
      const auto positional =
          std::find_if(specs.begin(), specs.end(), [&](const OptionSpec& spec) {
            return spec.is_positional &&
                   (spec.may_repeat || !options.Has(spec.name));
          });
      if (positional == specs.end()) return UnexpectedArgument(specs, arg);
      options.values_[positional->name].push_back(arg);
      continue;
    }
    const size_t equals = arg.find('=');
    const std::string name = arg.substr(2, equals - 2);
    const OptionSpec* spec = FindOption(specs, name);
    if (spec == nullptr || spec->is_positional) {
      return UnknownOption(specs, name);
    }
    if (options.Has(name) && !spec->may_repeat) {
      return absl::InvalidArgumentError(
          absl::StrCat("--", name, " is given twice"));
    }
    std::string value;
    if (spec->value.empty()) {
      if (equals != std::string::npos) {
        return absl::InvalidArgumentError(
            absl::StrCat("--", name, " takes no value"));
      }
    } else if (equals != std::string::npos) {
      value = arg.substr(equals + 1);
    } else if (i + 1 < args.size()) {
      value = args[++i];
    } else {
      return absl::InvalidArgumentError(absl::StrCat(
          "--", name, " needs a value: --", name, " ", spec->value));
    }
    options.values_[name].push_back(value);
  }
  for (const OptionSpec& spec : specs) {
    if (spec.is_required && !options.Has(spec.name)) {
      return absl::InvalidArgumentError(absl::StrCat(
          spec.is_positional ? spec.value
                             : absl::StrCat("--", spec.name, " ", spec.value),
          " is needed"));
    }
  }
  return options;
}

std::string Options::Value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? "" : found->second.back();
}

std::vector<std::string> Options::Values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

absl::StatusOr<int64_t> Options::Number(const std::string& name, int64_t min,
                                        int64_t otherwise) const {
  if (!Has(name)) return otherwise;
  const std::optional<int64_t> number = ParseInt64(Value(name));
  if (!number.has_value() || *number < min) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", name, " has to be a whole number from ", min,
                     " up, not ", Quoted(Value(name))));
  }
  return *number;
}

std::string OptionsHelp(const std::vector<OptionSpec>& specs) {
  constexpr size_t kColumn = 26;
  std::string help;
  for (const OptionSpec& spec : specs) {
    std::string line =
        spec.is_positional
            ? absl::StrCat("  ", spec.value)
            : absl::StrCat("  --", spec.name, spec.value.empty() ? "" : " ",
                           spec.value);
    line.resize(std::max(line.size() + 1, kColumn), ' ');
    // Further lines of the explanation are indented like the first.
    size_t begin = 0;
    while (begin <= spec.help.size()) {
      const size_t end =
          std::min(spec.help.find('\n', begin), spec.help.size());
      absl::StrAppend(&help, line, spec.help.substr(begin, end - begin), "\n");
      line.assign(kColumn, ' ');
      begin = end + 1;
    }
  }
  return help;
}

}  // namespace leadscore::internal
