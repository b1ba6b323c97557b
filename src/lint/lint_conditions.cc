#include <string>

#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/lint/lints.h"

namespace leadscore::internal {
namespace {

// ", whatever lead.employees is", if it reads one variable.
std::string Whatever(const ConstantPart& part, const World& world) {
  if (part.variables.size() != 1) return "";
  return absl::StrCat(", whatever ", world.entry(part.variables[0]).name,
                      " is");
}

std::string Message(const ConstantPart& part, const World& world,
                    std::string_view what) {
  const std::string subject(part.is_whole ? what : "this part");
  switch (part.is) {
    case ConstantPart::Is::kNeverTrue:
      return absl::StrCat(subject, " is never true", Whatever(part, world));
    case ConstantPart::Is::kAlwaysTrue:
      return absl::StrCat(subject, " is always true", Whatever(part, world));
    case ConstantPart::Is::kTrueIfKnown:
      break;
  }
  return part.variables.size() == 1
             ? absl::StrCat(subject, " is true for every value of ",
                            world.entry(part.variables[0]).name)
             : absl::StrCat(subject, " is true whatever values it reads");
}

std::string Remedy(const ConstantPart& part, const World& world) {
  if (part.is != ConstantPart::Is::kTrueIfKnown) {
    return "change it, or leave it out";
  }
  return part.variables.size() == 1
             ? absl::StrCat("write has(", world.entry(part.variables[0]).name,
                            ") if that is meant")
             : "ask by has(...) whether they are known, if that is meant";
}

}  // namespace

bool LintCondition(CheckContext& context, std::string_view field,
                   const Condition& condition, const World& world,
                   std::string_view what) {
  if (condition == nullptr) return false;
  bool is_never_true = false;
  for (const ConstantPart& part :
       ConditionJudge(world).ConstantParts(*condition)) {
    context.WarningIn(field, part.begin, part.end, Message(part, world, what),
                      Remedy(part, world));
    is_never_true = is_never_true ||
                    (part.is_whole && part.is == ConstantPart::Is::kNeverTrue);
  }
  return is_never_true;
}

std::string SeenConditions::Add(const std::string& form,
                                const std::string& name) {
  const auto [found, is_new] = names_.emplace(form, name);
  return is_new ? "" : found->second;
}

}  // namespace leadscore::internal
