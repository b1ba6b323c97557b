#include "src/activity/activity_condition.h"

#include "src/activity/activity_log.h"

namespace leadscore::internal {

ActivityCondition::ActivityCondition(const CheckedModel& model,
                                     const cel::Program* condition)
    : model_(model), condition_(condition) {
  if (condition == nullptr) return;
  int num_read = 0;
  for (int variable : condition->variables()) {
    const ActivityVariables& variables = model.activity_variables;
    // Lists are the same for all activities.
    if (variable >= variables.lists) continue;
    ++num_read;
    const int property = variable - variables.properties;
    if (property >= 0 && model.properties[static_cast<size_t>(property)].type ==
                             ValueType::kString) {
      text_property_ = property;
    }
  }
  if (num_read != 1) text_property_ = -1;
}

void ActivityCondition::Bind(const BoundTables& tables) {
  tables_ = &tables;
  column_ = text_property_ < 0 ? nullptr : tables.property(text_property_);
  if (column_ == nullptr) return;
  if (dictionary_ != column_->shared_dictionary()) {
    dictionary_ = column_->shared_dictionary();
    answers_.clear();
  }
  answers_.resize(static_cast<size_t>(dictionary_->size()) + 1, kUnknown);
}

ActivityCondition::Answer ActivityCondition::Evaluate(size_t activity) const {
  ActivityVariablesOf variables(model_, *tables_);
  variables.set_activity(activity);
  const cel::Value value = condition_->Evaluate(variables);
  if (value.is_true()) return Answer::kYes;
  return value.is_error() && !value.is_missing() ? Answer::kError : Answer::kNo;
}

}  // namespace leadscore::internal
