// The records of activities whose leads have no score, as they stand in their
// files: what a batch did not use, and nothing says is wrong.

#ifndef LEADSCORE_SRC_IO_UNLINKED_ACTIVITIES_H_
#define LEADSCORE_SRC_IO_UNLINKED_ACTIVITIES_H_

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/table_reader.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Reads files of activities once more, those of `files`, which describes them
// as they were read before, and hands over the records for whose leads
// `has_lead` is false, behind the header of the first file that has one. Passes
// over records that were rejected.
//
// Errors, which reading.on_error is told of as well: those of reading, and
//   kInvalidArgument  a file is another one now, or files with such records
//                     have different headers
// Besides, those of `write`.
absl::Status CopyUnlinkedActivities(
    const CheckedModel& model, const std::vector<ReadResult::File>& files,
    const ReadOptions& reading,
    const std::function<bool(std::string_view lead)>& has_lead,
    const std::function<absl::Status(std::string_view records)>& write);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_UNLINKED_ACTIVITIES_H_
