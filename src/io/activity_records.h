// The records of files of activities, and those that stand inside leads, which
// become activities of leads that are there.

#ifndef LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_
#define LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/table_reader.h"
#include "src/core/text_memo.h"
#include "src/core/time_text.h"
#include "src/io/activity_head.h"
#include "src/io/column_cells.h"
#include "src/io/entry_columns.h"
#include "src/io/file_columns.h"
#include "src/io/record_file.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// Whose activities they are.
class ActivityLeads {
 public:
  virtual ~ActivityLeads() = default;

  // The number of a lead by its id, or -1; of many at once.
  virtual int32_t Find(const Dictionary::Key& id) const = 0;
  virtual void FindAll(const Dictionary::Key* ids, size_t count,
                       int32_t* leads) const = 0;
  // Whether an id without a number is another shard's, so that its activities
  // are passed over.
  virtual bool IsOfOtherShard(std::string_view id) const = 0;
  // Whether activities whose leads cannot be read are for this one.
  virtual bool TakesNameless() const = 0;
  // The number of a lead that has none and may become known only now, or -1;
  // `id` is clean text.
  virtual int32_t Add(const Dictionary::Key& id) = 0;
  // Told of each activity of a lead that has no number.
  virtual void CountUnknown(std::string_view id) = 0;
};

// What a record of an activity says.
struct ParsedActivity {
  std::string type_name;
  int type = kNoType;
  Micros time = 0;
  std::string id;
  int64_t revision = 0;
  std::optional<LogEntry> entry;
  std::vector<std::pair<size_t, AttributeValue>> values;  // Of properties.
};

class ActivityRecords : public RecordTaker {
 public:
  // Refers to its arguments, which have to outlive it. `leads` may be null if
  // all activities stand inside leads.
  ActivityRecords(const CheckedModel& model, ActivityLeads* leads,
                  ActivityColumnsBuilder* activities, ReadResult* result);

  absl::Status BindHeader(RecordHeader& header,
                          RecordHeader* activities) override;
  void NoteColumns() override;
  bool TakesNameless() const override {
    return leads_ == nullptr || leads_->TakesNameless();
  }
  std::optional<RecordFault> Add(const Record& record) override;
  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }
  uint64_t Parse(const RecordBatch& batch) override;
  size_t AddRows(const RecordBatch& batch, size_t begin, size_t end) override;

  // The same for records that stand inside leads: in place of BindHeader, and
  // in place of Add two steps.
  absl::Status BindInside(RecordHeader& header);
  std::optional<RecordFault> ParseOne(const Record& record,
                                      ParsedActivity* activity) const;
  void AddOne(size_t lead, const ParsedActivity& activity);

  // Where activities go from now on.
  void set_builder(ActivityColumnsBuilder* activities) {
    activities_ = activities;
  }

  // Once all files are read: forgets unknown types that were met in bad records
  // only.
  void Finish();

 private:
  // What is known of a text in the column of types.
  struct TypeText {
    int type = kNoType;          // Of the model; otherwise Add looks at it ...
    int64_t* unknown = nullptr;  // ... unless it only counts.
  };

  void NoteTime(Micros time) { last_time_ = std::max(last_time_, time); }
  // Finds the rows of other shards; not those whose ids are no text.
  void FindElsewhere(uint64_t unclean);
  // Each gives the rows that Add has to look at.
  uint64_t ParseLeads(const RecordBatch& batch);
  uint64_t ParseTypes(const RecordBatch& batch);
  uint64_t ParseIds(const RecordBatch& batch);
  uint64_t ParseRevisions(const RecordBatch& batch);

  TypeText FindType(std::string_view cell);
  bool IsKnown(int type) const {
    return type != kNoType &&
           type < static_cast<int>(model_.activity_schema.types.size());
  }
  // Whether a row of the batch becomes an activity; counts it if not.
  bool IsToBeAdded(size_t row);
  // -1 if there is none.
  int32_t FindOrAddLead(const Dictionary::Key& id);

  const CheckedModel& model_;
  ActivityLeads* leads_;
  ActivityColumnsBuilder* activities_;
  ReadResult* result_;
  ActivityHeadColumns head_;
  EntryColumns entries_;
  TextMemo<TypeText> type_texts_;  // As they stand in files.

  // Of the present file.
  RecordHeader* header_ = nullptr;
  std::vector<FileColumn> columns_;
  std::vector<BoundColumn> bound_;  // Those of `columns_` that it has.
  size_t lead_ = 0;
  FieldPositions positions_;
  ColumnCells time_cells_;

  // Of the present batch, by row.
  std::vector<Dictionary::Key> lead_keys_;
  std::vector<int32_t> lead_rows_;  // -1: there is none.
  uint64_t elsewhere_ = 0;          // Rows of other shards.
  std::vector<TypeText> row_types_;
  std::vector<std::string_view> ids_;
  std::vector<int64_t> revisions_;
  Micros last_time_ = kMinInstant;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_
