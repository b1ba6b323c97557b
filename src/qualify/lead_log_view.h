// The log of one lead by position, wherever it is held.

#ifndef LEADSCORE_SRC_QUALIFY_LEAD_LOG_VIEW_H_
#define LEADSCORE_SRC_QUALIFY_LEAD_LOG_VIEW_H_

#include <cstddef>
#include <deque>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "leadscore/lead_view.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

// What a $set says of a column of the model; a missing value is one.
struct SetView {
  int column = 0;
  ValueView value;
};

struct RecordView {
  // Its type is the model's, or a ReservedCode.
  ActivityView activity;
  absl::Span<const SetView> sets;  // Of $set.
  // Of $stage, and of $adjust: by the model's numbers, -1 for none.
  int stage = -1;
  int score = -1;
  Points points;
  Micros until = LogEntry::kForEver;  // Of $adjust.
};

struct LeadLogView {
  absl::Span<const ValueView> attributes;  // Of its row, by column.
  // In the canonical order. Those of types that the model does not know are
  // there if they have an id.
  absl::Span<const RecordView> records;
  // Whether all records are activities, of which none is a version of another.
  bool is_plain = true;
};

// Gives values of lists a place.
class ListPlaces {
 public:
  void Clear() { lists_.clear(); }
  absl::Span<const std::string_view> Keep(std::vector<std::string_view> list) {
    lists_.push_back(std::move(list));
    return lists_.back();
  }

 private:
  std::deque<std::vector<std::string_view>> lists_;
};

ValueView ViewOf(const AttributeValue& value, ListPlaces* lists);

// The logs of the rows of tables, one at a time.
class TableLogs {
 public:
  // Both have to outlive it.
  TableLogs(const CheckedModel& model, const BoundTables& tables)
      : model_(model), tables_(tables) {}

  // Until the next call.
  const LeadLogView& Of(size_t row);

 private:
  void AddRecord(size_t activity, size_t* first_property);
  ValueView ValueIn(const Column* column, size_t row);

  const CheckedModel& model_;
  const BoundTables& tables_;
  LeadLogView view_;
  ListPlaces lists_;
  std::vector<ValueView> attributes_;
  std::vector<RecordView> records_;
  std::vector<ValueView> properties_;
  std::deque<std::vector<SetView>> sets_;
};

// As EntryInstants of lead_timeline.h, for a model without signals over
// accounts.
void FindEntryInstants(const CheckedModel& model, const LeadLogView& log,
                       Micros as_of, std::vector<Micros>* instants);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_LEAD_LOG_VIEW_H_
