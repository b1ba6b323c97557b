// The records of files of activities, which become those of leads that are
// there.

#ifndef LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_
#define LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/csv.h"
#include "src/io/cell_parser.h"
#include "src/io/column_cells.h"
#include "src/io/csv_file.h"
#include "src/io/entry_columns.h"
#include "src/io/file_columns.h"
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
  // The same of a lead that is not there and may become known only now; `id` is
  // clean text.
  virtual int32_t Add(const Dictionary::Key& id) = 0;
  // Told of each activity of a lead that has no number.
  virtual void CountUnknown(std::string_view id) = 0;
};

class ActivityRecords : public CsvRecordTaker {
 public:
  // Refers to its arguments, which have to outlive it.
  ActivityRecords(const CheckedModel& model, ActivityLeads* leads,
                  ActivityColumnsBuilder* activities, CsvTables* result);

  absl::Status BindHeader(CsvFile& file) override;
  std::optional<CsvFault> Add(const CsvRecord& record) override;
  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }
  uint64_t Parse(const CsvBatch& batch) override;
  size_t AddRows(const CsvBatch& batch, size_t begin, size_t end) override;

  // Once all files are read: forgets unknown types that were met in bad records
  // only.
  void Finish();

 private:
  // What is known of a text in the column of types.
  struct TypeText {
    int type = kNoType;          // Of the model; otherwise Add looks at it ...
    int64_t* unknown = nullptr;  // ... unless it only counts.
  };

  // Each gives the rows that Add has to look at.
  uint64_t ParseLeads(const CsvBatch& batch);
  uint64_t ParseTypes(const CsvBatch& batch);
  uint64_t ParseIds(const CsvBatch& batch);
  uint64_t ParseRevisions(const CsvBatch& batch);

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
  CsvTables* result_;
  CellParser time_parser_;
  EntryColumns entries_;
  std::vector<std::pair<size_t, AttributeValue>> values_;
  Dictionary type_texts_;        // As they stand in files.
  std::vector<TypeText> types_;  // By its codes.

  // Of the present file.
  std::vector<FileColumn> columns_;
  std::vector<BoundColumn> bound_;  // Those of `columns_` that it has.
  size_t lead_ = 0;
  size_t type_ = 0;
  size_t time_ = 0;
  ptrdiff_t id_ = -1;
  ptrdiff_t revision_ = -1;
  CsvPositions positions_;
  ColumnCells time_cells_;

  // Of the present batch, by row.
  std::vector<Dictionary::Key> lead_keys_;
  std::vector<int32_t> lead_rows_;  // -1: there is none.
  std::vector<TypeText> row_types_;
  std::vector<std::string_view> ids_;
  std::vector<int64_t> revisions_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ACTIVITY_RECORDS_H_
