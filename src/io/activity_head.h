// The columns that every record of an activity has.

#ifndef LEADSCORE_SRC_IO_ACTIVITY_HEAD_H_
#define LEADSCORE_SRC_IO_ACTIVITY_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "src/io/cell_parser.h"
#include "src/io/record_file.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct ActivityHead {
  std::string type;
  absl::Time time;
  std::string id;
  int64_t revision = 0;
};

class ActivityHeadColumns {
 public:
  // `model` has to outlive it.
  explicit ActivityHeadColumns(const CheckedModel& model);

  absl::Status BindHeader(RecordHeader& header);

  // Positions in a record; -1: the file lacks it.
  size_t type() const { return type_; }
  size_t time() const { return time_; }
  ptrdiff_t id() const { return id_; }
  ptrdiff_t revision() const { return revision_; }
  const CellParser& time_parser() const { return time_parser_; }

  // Reads them, or says what is wrong with them.
  std::optional<RecordFault> Read(const Record& record,
                                  ActivityHead* head) const;

 private:
  const CheckedModel& model_;
  CellParser time_parser_;
  size_t type_ = 0;
  size_t time_ = 0;
  ptrdiff_t id_ = -1;
  ptrdiff_t revision_ = -1;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ACTIVITY_HEAD_H_
