#include "src/exec/lead_facts.h"

#include <algorithm>
#include <utility>

#include "src/activity/signal_values.h"

namespace leadscore::internal {
namespace {

using cel::Value;

// Since when the row of a lead says what it says of an attribute.
Micros KnownSince(const CheckedAttribute& attribute, const BoundTables& tables,
                  size_t row) {
  if (attribute.known_at_column < 0) return kMinInstant;
  const Column* known_at = tables.lead_column(attribute.known_at_column);
  return known_at != nullptr && known_at->IsPresent(row) ? known_at->Time(row)
                                                         : kMinInstant;
}

// The value of an attribute with a column at an instant: what the row says from
// the time that it is known, or what was set last.
Value ColumnValue(const CheckedAttribute& attribute, const BoundTables& tables,
                  const ActivityLog& log, size_t row, Micros as_of,
                  int variable) {
  const Column* column = tables.lead_column(attribute.column);
  const Micros known_since = KnownSince(attribute, tables, row);
  const bool row_counts =
      column != nullptr && column->IsPresent(row) && known_since <= as_of;
  const AttributeValue* set = nullptr;
  for (size_t i : log.entries) {
    if (tables.activity_type(i) != kSetCode ||
        (row_counts && tables.activities().time(i) < known_since)) {
      continue;
    }
    const AttributeValue* found =
        tables.FindSet(tables.activities().entry(i), attribute.column);
    if (found != nullptr) set = found;
  }
  if (set != nullptr) return ValueOf(*set, variable);
  return row_counts ? ValueInColumn(column, row, variable)
                    : Value::Missing(variable);
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

}  // namespace

bool HasKnownAt(const CheckedModel& model) {
  return std::any_of(model.attributes.begin(), model.attributes.end(),
                     [](const CheckedAttribute& attribute) {
                       return attribute.known_at_column >= 0;
                     });
}

bool HasAccountSignals(const CheckedModel& model) {
  for (const CheckedSignal& signal : model.signals) {
    if (signal.over_account) return true;
  }
  return false;
}

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

Value DerivedValue(const CheckedAttribute& attribute, int variable,
                   Value value) {
  if (!IsUsable(value, attribute.type)) return Value::Missing(variable);
  if (attribute.fold) return Folded(value);
  if (!value.is(cel::Kind::kTimestamp)) return value;
  Instant instant = value.as_timestamp();
  constexpr int32_t kNanosPerMicro = 1000;
  instant.nanos -= instant.nanos % kNanosPerMicro;
  return Value::Timestamp(instant);
}

LeadLog ResolveLeadLog(const CheckedModel& model, const BoundTables& tables,
                       const AccountIndex& accounts, size_t row, Micros as_of) {
  LeadLog log;
  log.as_of = as_of;
  log.own = ResolveLog(model, tables, row, as_of);
  if (!HasAccountSignals(model)) return log;
  for (size_t other : accounts.RowsBeside(tables.leads(), row)) {
    const ActivityLog of_other = ResolveLog(model, tables, other, as_of);
    log.account.insert(log.account.end(), of_other.activities.begin(),
                       of_other.activities.end());
  }
  return log;
}

LeadFacts::LeadFacts(const CheckedModel& model, const BoundTables& tables,
                     size_t row, LeadLog log, Micros as_of)
    : as_of_(as_of),
      first_attribute_(model.lead_variables.attributes),
      values_(static_cast<size_t>(model.lead_variables.count)),
      log_(std::move(log)) {
  const LeadVariables& variables = model.lead_variables;
  for (size_t i = 0; i < model.lists.size(); ++i) {
    Set(variables.lists + static_cast<int>(i), model.lists[i].value);
  }
  Set(variables.as_of, Value::Timestamp(FloorToTick(as_of, model.tick)));
  SetSignals(model, tables);
  SetAttributes(model, tables, row);
}

void LeadFacts::SetSignals(const CheckedModel& model,
                           const BoundTables& tables) {
  if (model.signals.empty()) return;
  std::vector<Value> signals =
      SignalValues(model, tables, log_.own.activities, log_.account, as_of_);
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
    if (attribute.column < 0) {
      Set(variable, Value::Missing(variable));
      continue;
    }
    Value value = ColumnValue(attribute, tables, log_.own, row,
                              std::min(as_of_, log_.as_of), variable);
    Set(variable, attribute.fold ? Folded(value) : std::move(value));
  }
  for (int i : model.derivation_order) {
    const int variable = first_attribute_ + i;
    const CheckedAttribute& attribute =
        model.attributes[static_cast<size_t>(i)];
    Set(variable,
        DerivedValue(attribute, variable, attribute.from->Evaluate(*this)));
  }
}

bool LeadFacts::HasAttribute(int attribute) const {
  return !Get(first_attribute_ + attribute).is_error();
}

}  // namespace leadscore::internal
