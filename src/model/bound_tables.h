// The tables of a batch as a model numbers them: its columns, types of activity
// and properties, wherever the tables hold them.

#ifndef LEADSCORE_SRC_MODEL_BOUND_TABLES_H_
#define LEADSCORE_SRC_MODEL_BOUND_TABLES_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/table.h"
#include "src/cel/value.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {

// Refers to the tables, which have to outlive it.
class BoundTables {
 public:
  // Columns that the model does not read are passed over; those that the
  // tables do not have are missing values.
  //
  // Errors:
  //   kInvalidArgument  a column of another type than the model's, activities
  //                     of another number of leads, or an entry of the log that
  //                     names a score or stage that the model does not have
  static absl::StatusOr<BoundTables> Bind(const CheckedModel& model,
                                          const LeadTable& leads,
                                          const ActivityTable& activities);

  const LeadColumns& leads() const { return *leads_; }
  const ActivityColumns& activities() const { return *activities_; }

  // The model's column; null if the table does not have it.
  const Column* lead_column(int column) const {
    return lead_columns_[static_cast<size_t>(column)];
  }
  // The model's property; null if the table does not have it.
  const Column* property(int property) const {
    return properties_[static_cast<size_t>(property)];
  }
  // The model's code of an activity's type, or that of a reserved type;
  // kNoType if the model does not know it.
  int activity_type(size_t activity) const {
    const int type = activities_->type(activity);
    return type < 0 ? type : types_[static_cast<size_t>(type)];
  }

  // The model's code of a type of the table, or kNoType.
  int model_type(int table_type) const {
    return types_[static_cast<size_t>(table_type)];
  }

  // What entries of the log name, by the model's numbers.
  int score_of(const LogEntry& entry) const {
    return scores_[static_cast<size_t>(entry.score)];
  }
  int stage_of(const LogEntry& entry) const {
    return stages_[static_cast<size_t>(entry.stage)];
  }
  // The value that a $set gives to the model's column; null if it gives none.
  const AttributeValue* FindSet(const LogEntry& entry, int column) const;

  // The activities of a lead: [first, second).
  std::pair<size_t, size_t> activities_of(size_t lead_row) const {
    if (activities_->num_leads() == 0) return {0, 0};
    return {activities_->begin(lead_row), activities_->end(lead_row)};
  }

 private:
  BoundTables() = default;

  const LeadColumns* leads_ = nullptr;
  const ActivityColumns* activities_ = nullptr;
  std::vector<const Column*> lead_columns_;
  std::vector<int> lead_column_indices_;  // -1: the table does not have it.
  std::vector<const Column*> properties_;
  std::vector<int> types_;
  std::vector<int> scores_;
  std::vector<int> stages_;
};

// The value in a row of a column, or Value::Missing(variable); text is
// borrowed from the column. `column` may be null.
cel::Value ValueInColumn(const Column* column, size_t row, int variable);

// The same of a value by itself; text is borrowed from it.
cel::Value ValueOf(const AttributeValue& value, int variable);

// A value trimmed and case-folded, if it is text or a list of texts.
cel::Value Folded(const cel::Value& value);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_BOUND_TABLES_H_
