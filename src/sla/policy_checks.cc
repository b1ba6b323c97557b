#include "src/sla/policy_checks.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/model/environments.h"

namespace leadscore::internal {

using Scope = CheckContext::Scope;

PolicyChecks::PolicyChecks(CheckContext& context, const SlaPolicySpec& spec,
                           const CheckedPolicy& policy)
    : context_(context),
      spec_(spec),
      policy_(policy),
      stage_environment_(
          StageEnvironment(policy.model.checked(), context.cel_limits())),
      activity_environment_(ActivityEnvironment(policy.input_model.checked(),
                                                context.cel_limits())) {}

CalendarPtr PolicyChecks::FindCalendar(const char* field,
                                       const std::string& name) {
  if (name.empty()) return nullptr;
  const auto found = policy_.calendars.find(name);
  if (found != policy_.calendars.end()) return found->second;
  std::vector<std::string_view> candidates;
  for (const CalendarSpec& spec : spec_.calendars) {
    candidates.push_back(spec.name);
  }
  const std::string hint = DidYouMean(name, candidates);
  context_.Error(field, absl::StrCat("unknown calendar ", Quoted(name), hint),
                 !hint.empty() ? ""
                 : candidates.empty()
                     ? "declare it: calendars { ... }"
                     : absl::StrCat("the policy has ", QuotedSome(candidates)));
  return nullptr;
}

Condition PolicyChecks::CheckWhen(const char* field, const std::string& text,
                                  bool required) {
  return context_.CheckCondition(field, text, stage_environment_, required);
}

Condition PolicyChecks::CheckText(const char* field, const std::string& text) {
  if (text.empty()) return nullptr;
  return CheckTyped(field, text, cel::Kind::kString, "a text");
}

Condition PolicyChecks::CheckTyped(const char* field, const std::string& text,
                                   cel::Kind kind, const char* wanted) {
  std::vector<cel::Issue> issues;
  Condition program = cel::Program::Compile(text, stage_environment_, &issues);
  context_.Errors(field, /*index=*/-1, std::move(issues));
  if (program == nullptr) return nullptr;
  const cel::Type& type = program->type();
  const bool fits = type.is(kind) || type.is(cel::Kind::kDyn) ||
                    type.is(cel::Kind::kError) ||
                    (kind == cel::Kind::kDouble && type.is_numeric());
  if (!fits) {
    context_.Error(field, absl::StrCat("the expression gives ", type.ToString(),
                                       ", not ", wanted));
    return nullptr;
  }
  return program;
}

std::vector<bool> PolicyChecks::LifecycleTypes(
    const std::vector<std::string>& types) {
  std::vector<bool> codes(input().activity_schema.types.size());
  bool has_any = false;
  for (size_t i = 0; i < codes.size(); ++i) {
    codes[i] = std::count(types.begin(), types.end(),
                          input().activity_schema.types[i]) > 0;
    has_any = has_any || codes[i];
  }
  if (!has_any) codes.clear();
  return codes;
}

CheckedContact PolicyChecks::CheckContact(
    const char* field, const std::optional<ContactSpec>& spec,
    const std::vector<std::string>& otherwise) {
  CheckedContact contact;
  if (!spec.has_value()) {
    contact.types = LifecycleTypes(otherwise);
    return contact;
  }
  const Scope scope(context_, field);
  contact.types = context_.CheckTypes(spec->types, input().activity_schema);
  contact.where =
      context_.CheckCondition("where", spec->where, activity_environment_);
  return contact;
}

int PolicyChecks::AttributeIndex(const std::string& name) const {
  for (size_t i = 0; i < model().attributes.size(); ++i) {
    if (model().attributes[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

int PolicyChecks::PropertyIndex(const std::string& name) const {
  for (size_t i = 0; i < input().properties.size(); ++i) {
    const CheckedProperty& property = input().properties[i];
    if (property.name == name && property.type == ValueType::kString) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

int PolicyChecks::CheckAttribute(const char* field, const std::string& name,
                                 ValueType type, const char* wanted) {
  std::vector<std::string> names;
  for (const CheckedAttribute& attribute : model().attributes) {
    names.push_back(attribute.name);
  }
  const int found = context_.CheckReference(field, "attribute", name, names);
  if (found >= 0 &&
      model().attributes[static_cast<size_t>(found)].type != type) {
    context_.Error(field, absl::StrCat("the attribute ", Quoted(name),
                                       " is not ", wanted));
    return -1;
  }
  return found;
}

int PolicyChecks::CheckStage(const char* field, const std::string& name) {
  return context_.CheckReference(field, "stage", name,
                                 policy_.model.stage_names());
}

CheckedEvents PolicyChecks::CheckEvents(const char* field,
                                        const std::vector<EventSpec>& specs,
                                        bool required, bool may_have_when) {
  CheckedEvents events;
  for (size_t i = 0; i < specs.size(); ++i) {
    const Scope scope(context_, field, i, "");
    events.push_back(CheckEvent(specs[i], may_have_when));
  }
  if (required && specs.empty()) {
    context_.Error(field, absl::StrCat("no event in ", field),
                   absl::StrCat("such as ", field, " { touch: true }"));
  }
  return events;
}

CheckedEvent PolicyChecks::CheckEvent(const EventSpec& spec,
                                      bool may_have_when) {
  CheckedEvent event;
  int given = 0;
  if (!spec.types.empty()) {
    ++given;
    event.kind = EventKind::kActivity;
    event.activity.types =
        context_.CheckTypes(spec.types, input().activity_schema);
  }
  if (!spec.where.empty()) {
    if (spec.types.empty()) {
      context_.Error("where", "a where of no types",
                     "types: \"...\" says of which activities");
    }
    event.activity.where =
        context_.CheckCondition("where", spec.where, activity_environment_);
  }
  for (const auto& [field, name, kind] :
       {std::make_tuple("enters", &spec.enters, EventKind::kEnters),
        std::make_tuple("reaches", &spec.reaches, EventKind::kReaches),
        std::make_tuple("leaves", &spec.leaves, EventKind::kLeaves)}) {
    if (name->empty()) continue;
    ++given;
    event.kind = kind;
    event.stage = CheckStage(field, *name);
    if (kind == EventKind::kReaches && event.stage == 0) {
      context_.Error(field, "every lead starts in the first stage",
                     "enters says that it falls back into it");
    }
  }
  if (!spec.attribute.empty()) {
    ++given;
    event.kind = EventKind::kAttribute;
    event.attribute = CheckAttribute("attribute", spec.attribute,
                                     ValueType::kTimestamp, "a time");
  }
  if (spec.touch) {
    ++given;
    event.kind = EventKind::kTouch;
    CheckDefined("touch", policy_.touch);
  }
  if (spec.reply) {
    ++given;
    event.kind = EventKind::kReply;
    CheckDefined("reply", policy_.reply);
  }
  if (given != 1) {
    context_.Error("",
                   given == 0 ? "an event that says not what happens"
                              : "an event that is several things at once",
                   "exactly one of types, enters, reaches, leaves, "
                   "attribute, touch and reply; write a second event for "
                   "another");
  }
  if (!spec.when.empty() && !may_have_when) {
    context_.Error("when", "a condition on the lead where none is judged",
                   "only starts, and what commitments count, have when; "
                   "where chooses activities");
  }
  event.when = CheckWhen("when", spec.when);
  return event;
}

void PolicyChecks::CheckDefined(const char* field,
                                const CheckedContact& contact) {
  if (!contact.types.empty()) return;
  context_.Error(field,
                 absl::StrCat("the policy says not what a ", field, " is"),
                 absl::StrCat("add ", field,
                              " { types: \"call\" }, or name the types "
                              "in the lifecycle of the model"));
}

}  // namespace leadscore::internal
