// The columns of a file of activities that entries of reserved types read:
//
//   $set     attribute, value
//   $stage   stage
//   $adjust  score and points, or stage; until, reason, author
//
// A file needs them only if it has such entries.

#ifndef LEADSCORE_SRC_IO_ENTRY_COLUMNS_H_
#define LEADSCORE_SRC_IO_ENTRY_COLUMNS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "src/io/file_columns.h"
#include "src/io/record_file.h"
#include "src/io/set_columns.h"
#include "src/model/checked_model.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

class EntryColumns {
 public:
  // `model` has to outlive it.
  explicit EntryColumns(const CheckedModel& model);

  absl::Status BindHeader(RecordHeader& header);

  // Reads the entry of a record, or says what is wrong with it; `type` is the
  // cell of its type.
  std::optional<RecordFault> Read(int code, const Record& record,
                                  const Field& type, absl::Time time,
                                  std::optional<LogEntry>* entry) const;

  // Its properties only, which nobody has looked at together.
  std::optional<RecordFault> ReadProperties(
      int code, const Record& record, const Field& type,
      std::vector<NamedValue>* properties) const;

 private:
  // Appends the value of a column, if there is one.
  std::optional<RecordFault> ReadCell(
      const std::string& name, const CellParser& parser, const Record& record,
      std::vector<NamedValue>* properties) const;

  const CheckedModel& model_;
  SetColumns sets_;
  bool is_message_ = false;                     // Of the present file.
  std::map<std::string, ptrdiff_t> positions_;  // Of columns; -1: not there.
  CellParser text_;
  CellParser number_;
  CellParser time_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ENTRY_COLUMNS_H_
