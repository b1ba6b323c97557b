// The records of files of leads, which become rows of a table.

#ifndef LEADSCORE_SRC_IO_LEAD_RECORDS_H_
#define LEADSCORE_SRC_IO_LEAD_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/table_reader.h"
#include "src/io/activity_records.h"
#include "src/io/cell_parser.h"
#include "src/io/column_cells.h"
#include "src/io/file_columns.h"
#include "src/io/record_file.h"
#include "src/io/shard_filter.h"
#include "src/model/checked_model.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {

class LeadRecords : public RecordTaker {
 public:
  // Refers to its arguments, which have to outlive it. `inside` takes the
  // activities that stand inside leads, by the rows of those.
  LeadRecords(const CheckedModel& model, const ReadOptions& options,
              LeadColumns* leads, ActivityRecords* inside, ReadResult* result);

  absl::Status BindHeader(RecordHeader& header,
                          RecordHeader* activities) override;
  void NoteColumns() override;
  bool TakesNameless() const override { return shard_.TakesNameless(); }
  std::optional<RecordFault> Add(const Record& record) override;
  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }
  uint64_t Parse(const RecordBatch& batch) override;
  size_t AddRows(const RecordBatch& batch, size_t begin, size_t end) override;

  // Whether a lead with this id was left out, and none was taken.
  bool IsRejected(const std::string& id) const {
    return rejected_.contains(id) && leads_->FindRow(id) < 0;
  }

  // Whether the activities of an id that has no row are another shard's: it has
  // the lead, or else the id.
  bool IsOfOtherShard(std::string_view id) const {
    return lines_elsewhere_.contains(std::string(id)) || !shard_.TakesId(id);
  }
  const absl::flat_hash_set<std::string>& rejected() const { return rejected_; }

  // Where the lead of a row begins in its file.
  int64_t line(size_t row) const { return lines_[row]; }

  // For files that are taken in parts: removes all rows, here and from the
  // table. Leads with some ids were taken before, from these lines.
  void ClearRows(absl::flat_hash_map<std::string, int64_t> taken);

 private:
  // The line of a lead with this id that is in no row; 0 if there is none.
  int64_t LineOutsideRows(std::string_view id) const;
  // Whether the record of a lead belongs to the shard.
  bool IsOfShard(const Record& record, const std::string& id) const;
  // The same of a row of the batch.
  bool IsOfShard(size_t row) const;
  // Remembers the lead of another shard in a row; false if there was one with
  // its id.
  bool PassOver(const RecordBatch& batch, size_t row);
  // Takes rows of the shard, as AddRows does.
  size_t AddOwnRows(const RecordBatch& batch, size_t begin, size_t end);
  absl::Status BindAsOf(RecordHeader& header);
  std::optional<RecordFault> CheckKept(const Field& field) const;
  std::string KeptText(std::string_view cell) const;
  std::optional<RecordFault> ParseId(const Record& record,
                                     std::string* id) const;
  std::optional<RecordFault> AddWithId(const Record& record,
                                       const std::string& id);
  std::optional<RecordFault> ParseInside(
      const std::vector<Record>& records,
      std::vector<ParsedActivity>* activities) const;
  void AddInside(size_t row, const std::vector<ParsedActivity>& activities);
  // The rows whose ids or other texts Add has to look at.
  uint64_t ParseIds(const RecordBatch& batch);
  uint64_t ParseAccounts(const RecordBatch& batch);
  uint64_t ParseActivities(const RecordBatch& batch);

  const CheckedModel& model_;
  const ReadOptions& options_;
  LeadColumns* leads_;
  ActivityRecords* inside_;
  ReadResult* result_;
  const ShardFilter shard_;
  absl::flat_hash_map<std::string, int64_t> taken_;
  // Of leads of other shards, where an id does not tell that they are.
  absl::flat_hash_map<std::string, int64_t> lines_elsewhere_;
  std::vector<int64_t> lines_;                 // By row.
  absl::flat_hash_set<std::string> rejected_;  // Ids.
  std::vector<std::pair<size_t, AttributeValue>> values_;

  // Of the present file.
  RecordHeader* header_ = nullptr;
  bool may_have_activities_ = false;
  std::vector<FileColumn> columns_;
  std::vector<BoundColumn> bound_;  // Those of `columns_` that it has.
  size_t id_ = 0;
  ptrdiff_t account_ = -1;
  size_t as_of_ = 0;
  std::optional<CellParser> as_of_parser_;
  std::optional<ColumnCells> as_of_cells_;
  std::vector<size_t> keep_;
  FieldPositions positions_;

  // Of the present batch.
  std::vector<Dictionary::Key> ids_;
  uint64_t elsewhere_ = 0;         // Rows of other shards by their ids.
  int64_t records_before_ = 0;     // All records before it.
  std::vector<int32_t> accounts_;  // Codes.
  std::vector<std::vector<ParsedActivity>> activities_;  // By row, or none.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_LEAD_RECORDS_H_
