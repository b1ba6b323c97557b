#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

// ---- Derived attributes --------------------------------------------------

// The attributes that an expression reads.
std::vector<int> AttributesIn(const cel::Program& program,
                              const CheckedModel& model) {
  std::vector<int> attributes;
  for (int variable : program.variables()) {
    const int attribute = variable - model.lead_variables.attributes;
    if (attribute >= 0 &&
        attribute < static_cast<int>(model.attributes.size())) {
      attributes.push_back(attribute);
    }
  }
  return attributes;
}

// Puts the derived attributes into an order in which each comes after what it
// is derived from, and finds the columns behind each.
class DerivationOrder {
 public:
  DerivationOrder(CheckContext& context, CheckedModel* model)
      : context_(context),
        model_(model),
        states_(model->attributes.size(), State::kNew) {}

  void Run() {
    for (size_t i = 0; i < model_->attributes.size(); ++i) {
      Visit(static_cast<int>(i));
    }
  }

 private:
  enum class State { kNew, kOpen, kDone };

  // The depth of recursion is bounded: a chain of derivations this long is
  // refused like a circle.
  static constexpr int kMaxChain = 100;

  void Visit(int index) {
    CheckedAttribute& attribute =
        model_->attributes[static_cast<size_t>(index)];
    State& state = states_[static_cast<size_t>(index)];
    if (state == State::kDone) return;
    if (attribute.from == nullptr) {
      if (attribute.column >= 0) attribute.sources = {index};
      state = State::kDone;
      return;
    }
    if (state == State::kOpen || depth_ == kMaxChain) {
      const Scope scope(context_, "attributes", static_cast<size_t>(index),
                        attribute.name);
      context_.Error(
          "from",
          state == State::kOpen
              ? absl::StrCat("the attribute ", Quoted(attribute.name),
                             " is derived from itself")
              : "a chain of more than 100 derived attributes",
          "break the circle of derived attributes");
      return;
    }
    state = State::kOpen;
    ++depth_;
    std::set<int> sources;
    for (int read : AttributesIn(*attribute.from, *model_)) {
      Visit(read);
      const auto& behind =
          model_->attributes[static_cast<size_t>(read)].sources;
      sources.insert(behind.begin(), behind.end());
    }
    --depth_;
    attribute.sources.assign(sources.begin(), sources.end());
    model_->derivation_order.push_back(index);
    state = State::kDone;
  }

  CheckContext& context_;
  CheckedModel* model_;
  std::vector<State> states_;
  int depth_ = 0;
};

void CheckDerivedAttributes(CheckContext& context,
                            const Environments& environments,
                            CheckedModel* model) {
  for (size_t i = 0; i < model->attributes.size(); ++i) {
    const AttributeSpec& spec = model->spec.attributes[i];
    if (spec.from.empty()) continue;
    const Scope scope(context, "attributes", i, spec.name);
    model->attributes[i].from = context.CheckExpression(
        "from", spec.from, environments.derive, ToCelType(spec.type));
  }
  DerivationOrder(context, model).Run();
}

// ---- Screens and signals -------------------------------------------------

void CheckScreens(CheckContext& context, const Environments& environments,
                  CheckedModel* model) {
  std::set<std::string> names;
  for (size_t i = 0; i < model->spec.screens.size(); ++i) {
    const ScreenSpec& spec = model->spec.screens[i];
    const Scope scope(context, "screens", i, spec.name);
    context.CheckName("screen", spec.name, &names);
    CheckedScreen screen;
    screen.name = spec.name;
    screen.types = context.CheckTypes(spec.types, model->activity_schema);
    screen.where =
        context.CheckCondition("where", spec.where, environments.activity);
    if (spec.where.empty() && !spec.burst.has_value()) {
      context.Error("", "the screen has neither a condition nor a burst",
                    "add where: \"...\" or burst { count: 3 within: \"10s\" }");
    }
    if (spec.burst.has_value()) {
      const Scope inner(context, "burst");
      if (spec.burst->count < 2) {
        context.Error("count", "a burst of fewer than 2 activities");
      }
      screen.burst_count = spec.burst->count;
      if (!spec.burst->within.has_value()) {
        context.Error("within", "the burst says not within which time",
                      "such as within: \"10s\"");
      } else if (*spec.burst->within != absl::ZeroDuration()) {
        screen.burst_within =
            context.CheckDuration("within", spec.burst->within).value_or(0);
      }
    }
    model->screens.push_back(std::move(screen));
  }
}

// Whether one of the types has the property.
bool HasProperty(const CheckedModel& model, const std::vector<bool>& types,
                 const std::string& property) {
  for (size_t i = 0; i < types.size(); ++i) {
    if (!types[i]) continue;
    for (const PropertySpec& spec : model.spec.activities[i].properties) {
      if (spec.name == property) return true;
    }
  }
  return false;
}

void CheckRatio(CheckContext& context, const SignalSpec& spec,
                const CheckedModel& model, CheckedSignal* signal) {
  if (!spec.types.empty()) {
    context.Error("types", "a RATIO has no types of its own",
                  "they belong to the signals it divides");
  }
  for (const bool present : {!spec.where.empty(), spec.within.has_value(),
                             spec.after.has_value(), signal->over_account}) {
    if (!present) continue;
    context.Error("", "a RATIO has no where, within, after or over",
                  "they belong to the signals it divides");
    break;
  }
  std::vector<std::string> names;
  for (const CheckedSignal& other : model.signals) names.push_back(other.name);
  signal->of = context.CheckReference("of", "signal", spec.of, names);
  signal->to = context.CheckReference("to", "signal", spec.to, names);
  signal->min_to = spec.min_to;
  if (!(spec.min_to >= 0) || spec.min_to > 1e15) {
    context.Error("min_to", "min_to is not a number from 0 to 10^15");
  }
  for (const auto& [field, index] :
       {std::pair<const char*, int>("of", signal->of), {"to", signal->to}}) {
    if (index < 0) continue;
    const CheckedSignal& part = model.signals[static_cast<size_t>(index)];
    if (part.kind == SignalKind::kRatio) {
      context.Error(field, "a RATIO cannot be made of another RATIO");
    } else if (part.type == ValueType::kTimestamp) {
      context.Error(field, "a RATIO cannot be made of times");
    }
  }
}

void CheckSignal(CheckContext& context, const Environments& environments,
                 const SignalSpec& spec, const CheckedModel& model,
                 CheckedSignal* signal) {
  if (spec.kind == SignalKind::kRatio) {
    CheckRatio(context, spec, model, signal);
    return;
  }
  if (!spec.of.empty() || !spec.to.empty() || spec.min_to != 0) {
    context.Error("", "only a RATIO has of, to and min_to");
  }
  signal->types = context.CheckTypes(spec.types, model.activity_schema);
  signal->where =
      context.CheckCondition("where", spec.where, environments.activity);
  signal->within = context.CheckDuration("within", spec.within);
  signal->after = context.CheckDuration("after", spec.after);
  if (signal->within.has_value() && signal->after.has_value() &&
      *signal->after >= *signal->within) {
    context.Error("after", "nothing is after and within at once",
                  "within has to be the longer one: the 30 days before the "
                  "last 30 are after: \"30d\" within: \"60d\"");
  }
  if (signal->property >= 0 && !spec.types.empty() &&
      !HasProperty(model, signal->types, spec.property)) {
    context.Error("property", absl::StrCat("none of its types has a property ",
                                           Quoted(spec.property)));
  }
}

}  // namespace

void CheckInputs(CheckContext& context, const Environments& environments,
                 CheckedModel* model) {
  CheckDerivedAttributes(context, environments, model);
  CheckScreens(context, environments, model);
  for (size_t i = 0; i < model->signals.size(); ++i) {
    const SignalSpec& spec = model->spec.signals[i];
    const Scope scope(context, "signals", i, spec.name);
    CheckSignal(context, environments, spec, *model, &model->signals[i]);
  }
}

}  // namespace leadscore::internal
