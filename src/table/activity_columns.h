// What an ActivityTable holds, and how it is sorted.

#ifndef LEADSCORE_SRC_TABLE_ACTIVITY_COLUMNS_H_
#define LEADSCORE_SRC_TABLE_ACTIVITY_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "leadscore/table.h"
#include "src/core/time_text.h"
#include "src/table/activity_parts.h"
#include "src/table/column.h"
#include "src/table/dictionary.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

// Activities grouped by lead, each group in the canonical order: by time, name
// of the type, id, revision, and then the properties in the order of their
// names, a missing one first. Immutable.
class ActivityColumns {
 public:
  const ActivitySchema& schema() const { return schema_; }
  size_t size() const { return times_.size(); }
  size_t num_leads() const { return begins_.size() - 1; }
  // How many were left out because they repeated another.
  size_t num_repeated() const { return num_repeated_; }

  // The activities of a lead: [begin, end).
  size_t begin(size_t lead_row) const { return begins_[lead_row]; }
  size_t end(size_t lead_row) const { return begins_[lead_row + 1]; }

  Micros time(size_t i) const { return times_[i]; }
  // Whether the activities of a lead are all that happened to it: none is of a
  // reserved type or another version of one.
  bool is_plain(size_t lead_row) const {
    return (not_plain_[lead_row / 64] >> (lead_row % 64) & 1) == 0;
  }
  // The same of the leads from one up to, but not including, another.
  bool are_plain(size_t first_lead, size_t end_lead) const;
  // Index into the schema's types, or the code of a reserved type.
  int type(size_t i) const { return types_[i]; }
  const Micros* times() const { return times_.data(); }
  const int* types() const { return types_.data(); }
  int64_t revision(size_t i) const {
    return revisions_.empty() ? 0 : revisions_[i];
  }
  // Equal for equal ids; -1 for none. Codes of different tables differ.
  int32_t id_code(size_t i) const { return ids_.empty() ? -1 : ids_[i]; }
  // Empty for none.
  std::string_view id(size_t i) const {
    const int32_t code = id_code(i);
    return code < 0 ? std::string_view() : id_dictionary_->value(code);
  }
  // The column of the schema's property with this index.
  const Column& property(size_t index) const { return properties_[index]; }

  // What an activity of the types $set, $adjust and $stage says.
  const LogEntry& entry(size_t i) const {
    return entries_[static_cast<size_t>(entry_indices_[i])];
  }
  const std::vector<LogEntry>& entries() const { return entries_; }

  // How many of a lead were left out because they repeated another.
  struct Repeats {
    uint32_t lead = 0;
    uint32_t count = 0;
    uint32_t known = 0;  // Of them: of types that were not added.
  };
  const std::vector<Repeats>& repeats() const { return repeats_; }

  // The same activities of other leads: those of each are those of the lead
  // here that `leads` says; -1: it has none.
  std::shared_ptr<const ActivityColumns> Select(
      const std::vector<int32_t>& leads) const;

  // Without dictionaries and entries.
  size_t MemoryBytes() const;

  // Compares id, revision, properties and entries; the last part of the order.
  int ComparePayload(size_t i, size_t j) const;

 private:
  friend class ActivityColumnsBuilder;

  explicit ActivityColumns(ActivitySchema schema);

  void FindPlainLeads(bool has_reserved_types);
  bool has_entry(size_t i) const {
    return !entry_indices_.empty() && entry_indices_[i] >= 0;
  }

  ActivitySchema schema_;
  std::vector<size_t> by_name_;  // The properties in the order of their names.
  std::vector<size_t> begins_ = {0};
  size_t num_repeated_ = 0;
  std::vector<Repeats> repeats_;     // By lead; only of those that have some.
  std::vector<uint64_t> not_plain_;  // A bit a lead.
  std::vector<Micros> times_;
  std::vector<int> types_;
  // These are empty as long as all are 0, or -1.
  std::vector<int64_t> revisions_;
  std::vector<int32_t> ids_;
  std::shared_ptr<Dictionary> id_dictionary_;
  std::vector<Column> properties_;
  std::vector<LogEntry> entries_;
  // -1: an ordinary activity. Empty as long as all are.
  std::vector<int32_t> entry_indices_;
};

// Takes activities in any order.
class ActivityColumnsBuilder {
 public:
  explicit ActivityColumnsBuilder(ActivitySchema schema);

  const ActivitySchema& schema() const { return columns_->schema_; }

  // The code of a type, or kNoType.
  int FindType(std::string_view type) const;

  // The code of a type, which is appended to the schema if it is new.
  int AddType(const std::string& type);

  // Starts the next activity. An empty id is none.
  void Add(size_t lead_row, int type, Micros time, std::string_view id,
           int64_t revision);

  // Adds an activity of columns of the same schema, which may have more types.
  void AddFrom(const ActivityColumns& from, size_t i, size_t lead_row);

  size_t size() const { return parts_.size(); }

  // A property whose dictionary takes texts before there are activities that
  // have them.
  Column& Property(size_t index) { return columns_->properties_[index]; }

  // To append a property of the last activity to, at most once each; or of the
  // last `count` of them, all.
  Column& WritableProperty(size_t index) { return WritableProperty(index, 1); }
  Column& WritableProperty(size_t index, size_t count);

  // What the last activity says, if its type is $set, $adjust or $stage.
  void SetEntry(LogEntry entry);

  // Sorts, and drops all but one of the activities of a lead that have the
  // same id and are alike in everything. The builder is of no use afterwards.
  std::shared_ptr<const ActivityColumns> Build(size_t num_leads);

 private:
  // What stands for a type in PackedActivity that does not fit there.
  static constexpr int16_t kLargeType = std::numeric_limits<int16_t>::min();

  int TypeOf(const PackedActivity& activity) const {
    return activity.type == kLargeType ? large_types_[activity.index]
                                       : activity.type;
  }
  // The order of two activities of a lead; zero if they are alike in
  // everything.
  int Compare(const PackedActivity& a, const PackedActivity& b) const;
  bool IsRepeated(const PackedActivity& a, const PackedActivity& b) const;
  bool HasPayload() const;

  // Each appends to the columns of times and types, and to `order` where in
  // the other columns an activity is; null if there is nothing in these.
  void AppendPart(size_t part, size_t num_leads,
                  ActivityParts::Grouped* grouped,
                  std::vector<uint32_t>* order);
  void AppendLead(size_t lead, PackedActivity* begin, PackedActivity* end,
                  std::vector<uint32_t>* order);
  PackedActivity* DropRepeats(size_t lead, PackedActivity* begin,
                              PackedActivity* end);
  void Reorder(const std::vector<uint32_t>& order);

  std::shared_ptr<ActivityColumns> columns_;
  const int num_types_;  // Those that were added are behind these.
  ActivityParts parts_;
  // Empty as long as all types fit into PackedActivity.
  std::vector<int> large_types_;
  bool has_reserved_types_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_ACTIVITY_COLUMNS_H_
