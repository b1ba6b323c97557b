// The records of files of sets: attributes of leads that are there, each with
// the time from which on it has a value.

#ifndef LEADSCORE_SRC_IO_SET_RECORDS_H_
#define LEADSCORE_SRC_IO_SET_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/table_reader.h"
#include "src/core/bits.h"
#include "src/io/activity_records.h"
#include "src/io/cell_parser.h"
#include "src/io/record_file.h"
#include "src/io/set_columns.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"

namespace leadscore::internal {

class SetRecords : public RecordTaker {
 public:
  // Refers to its arguments, which have to outlive it.
  SetRecords(const CheckedModel& model, ActivityLeads* leads,
             ActivityColumnsBuilder* activities, ReadResult* result);

  absl::Status BindHeader(RecordHeader& header,
                          RecordHeader* activities) override;
  void NoteColumns() override;
  bool TakesNameless() const override { return leads_->TakesNameless(); }
  std::optional<RecordFault> Add(const Record& record) override;
  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }
  // Each is of another attribute than the one before: nothing is gained by
  // reading many at once.
  uint64_t Parse(const RecordBatch& batch) override {
    return FirstBits(batch.size);
  }
  size_t AddRows(const RecordBatch& /*batch*/, size_t /*begin*/,
                 size_t end) override {
    return end;
  }

 private:
  const CheckedModel& model_;
  ActivityLeads* leads_;
  ActivityColumnsBuilder* activities_;
  ReadResult* result_;
  CellParser time_parser_;
  SetColumns values_;

  // Of the present file.
  RecordHeader* header_ = nullptr;
  size_t lead_ = 0;
  size_t time_ = 0;
  FieldPositions positions_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_SET_RECORDS_H_
