#include "src/exec/abstract_facts.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;

// A derived attribute as it may be; what is not easily followed is anything.
Abstract Derived(const CheckedAttribute& attribute, int variable,
                 const Abstract& value) {
  if (value.is_exact()) {
    return Abstract::Exactly(DerivedValue(attribute, variable, value.value()));
  }
  const bool is_number =
      attribute.type == ValueType::kInt || attribute.type == ValueType::kDouble;
  if (value.is_between() && is_number) {
    const cel::Kind kind = attribute.type == ValueType::kInt
                               ? cel::Kind::kInt
                               : cel::Kind::kDouble;
    if (value.low().is(kind) && value.high().is(kind)) return value;
  }
  if (attribute.type == ValueType::kBool) {
    // What is no bool is missing.
    const bool may_be_bool = value.may_be_true() || value.may_be_false();
    return Abstract::Truth(value.may_be_true(), value.may_be_false(),
                           value.may_be_error() || !may_be_bool);
  }
  return Abstract::Anything();
}

}  // namespace

AbstractFacts::AbstractFacts(const CheckedModel& model,
                             const LeadFacts& facts) {
  for (int i = 0; i < model.lead_variables.count; ++i) {
    values_.push_back(Abstract::Exactly(facts.Get(i)));
  }
}

void AbstractFacts::Derive(const CheckedModel& model) {
  for (int i : model.derivation_order) {
    const CheckedAttribute& attribute =
        model.attributes[static_cast<size_t>(i)];
    const int variable = model.lead_variables.attributes + i;
    Set(variable, Derived(attribute, variable,
                          EvaluateAbstractly(*attribute.from, *this)));
  }
}

}  // namespace leadscore::internal
