#include "src/exec/lead_facts.h"

#include <utility>

#include "src/activity/signal_values.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Value;

bool HasAccountSignals(const CheckedModel& model) {
  for (const CheckedSignal& signal : model.signals) {
    if (signal.over_account) return true;
  }
  return false;
}

// The value of an attribute with a column, as it is known at an instant.
Value ColumnValue(const CheckedAttribute& attribute, const BoundTables& tables,
                  size_t row, Micros as_of, int variable) {
  if (attribute.known_at_column >= 0) {
    const Column* known_at = tables.lead_column(attribute.known_at_column);
    if (known_at != nullptr && known_at->IsPresent(row) &&
        known_at->Time(row) > as_of) {
      return Value::Missing(variable);
    }
  }
  const Column* column = tables.lead_column(attribute.column);
  return attribute.fold ? FoldedValueInColumn(column, row, variable)
                        : ValueInColumn(column, row, variable);
}

Value Folded(const Value& value) {
  if (value.is(cel::Kind::kString)) {
    return Value::String(FoldText(value.as_string()));
  }
  std::vector<Value> items;
  for (const Value& item : value.as_list()) {
    items.push_back(Value::String(FoldText(item.as_string())));
  }
  return Value::List(std::move(items));
}

// Whether a value that was derived can be that of an attribute: it may be of
// another type where the expression is dyn, lists hold text, and NaN is no
// value.
bool IsUsable(const Value& value, ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return value.is(cel::Kind::kBool);
    case ValueType::kInt:
      return value.is(cel::Kind::kInt);
    case ValueType::kDouble:
      return value.is(cel::Kind::kDouble) &&
             value.as_double() == value.as_double();
    case ValueType::kString:
      return value.is(cel::Kind::kString);
    case ValueType::kTimestamp:
      return value.is(cel::Kind::kTimestamp);
    default:
      break;
  }
  if (!value.is(cel::Kind::kList)) return false;
  for (const Value& item : value.as_list()) {
    if (!item.is(cel::Kind::kString)) return false;
  }
  return true;
}

// A derived value as attributes hold theirs: instants to the microsecond.
Value Kept(Value value, const CheckedAttribute& attribute) {
  if (attribute.fold) return Folded(value);
  if (!value.is(cel::Kind::kTimestamp)) return value;
  Instant instant = value.as_timestamp();
  constexpr int32_t kNanosPerMicro = 1000;
  instant.nanos -= instant.nanos % kNanosPerMicro;
  return Value::Timestamp(instant);
}

}  // namespace

AccountIndex::AccountIndex(const LeadColumns& leads) {
  const Column& accounts = leads.accounts();
  rows_.resize(static_cast<size_t>(accounts.dictionary().size()));
  for (size_t row = 0; row < leads.size(); ++row) {
    if (accounts.IsPresent(row)) {
      rows_[static_cast<size_t>(accounts.Code(row))].push_back(row);
    }
  }
}

std::vector<size_t> AccountIndex::RowsBeside(const LeadColumns& leads,
                                             size_t row) const {
  if (!leads.accounts().IsPresent(row)) return {row};
  return rows_[static_cast<size_t>(leads.accounts().Code(row))];
}

LeadFacts::LeadFacts(const CheckedModel& model, const BoundTables& tables,
                     const AccountIndex& accounts, size_t row, Micros as_of)
    : as_of_(as_of),
      first_attribute_(model.lead_variables.attributes),
      values_(static_cast<size_t>(model.lead_variables.count)),
      log_(ResolveLog(model, tables, row, as_of)) {
  const LeadVariables& variables = model.lead_variables;
  for (size_t i = 0; i < model.lists.size(); ++i) {
    Set(variables.lists + static_cast<int>(i), model.lists[i].value);
  }
  Set(variables.as_of, Value::Timestamp(FloorToTick(as_of, model.tick)));
  SetSignals(model, tables, accounts, row);
  SetAttributes(model, tables, row);
}

void LeadFacts::SetSignals(const CheckedModel& model, const BoundTables& tables,
                           const AccountIndex& accounts, size_t row) {
  if (model.signals.empty()) return;
  std::vector<size_t> account;
  if (HasAccountSignals(model)) {
    for (size_t other : accounts.RowsBeside(tables.leads(), row)) {
      const ActivityLog log = ResolveLog(model, tables, other, as_of_);
      account.insert(account.end(), log.activities.begin(),
                     log.activities.end());
    }
  }
  std::vector<Value> signals =
      SignalValues(model, tables, log_.activities, account, as_of_);
  for (size_t i = 0; i < signals.size(); ++i) {
    Set(model.lead_variables.signals + static_cast<int>(i),
        std::move(signals[i]));
  }
}

void LeadFacts::SetAttributes(const CheckedModel& model,
                              const BoundTables& tables, size_t row) {
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const int variable = first_attribute_ + static_cast<int>(i);
    const CheckedAttribute& attribute = model.attributes[i];
    Set(variable, attribute.column >= 0
                      ? ColumnValue(attribute, tables, row, as_of_, variable)
                      : Value::Missing(variable));
  }
  for (int i : model.derivation_order) {
    const int variable = first_attribute_ + i;
    const CheckedAttribute& attribute =
        model.attributes[static_cast<size_t>(i)];
    Value value = attribute.from->Evaluate(*this);
    if (!IsUsable(value, attribute.type)) {
      Set(variable, Value::Missing(variable));
    } else {
      Set(variable, Kept(std::move(value), attribute));
    }
  }
}

bool LeadFacts::HasAttribute(int attribute) const {
  return !Get(first_attribute_ + attribute).is_error();
}

}  // namespace leadscore::internal
