// The columns "attribute" and "value" of a file whose records set attributes of
// leads: entries of the type $set among activities, and all of a file of sets.

#ifndef LEADSCORE_SRC_IO_SET_COLUMNS_H_
#define LEADSCORE_SRC_IO_SET_COLUMNS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/lead.h"
#include "src/io/cell_parser.h"
#include "src/io/record_file.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

class SetColumns {
 public:
  // What is wrong with an attribute's name is said behind `prefix`. `model` has
  // to outlive it.
  SetColumns(const CheckedModel& model, std::string prefix);

  // Finds those columns that the file has.
  absl::Status FindColumns(RecordHeader& header);
  // The same of a file that has to have both.
  absl::Status NeedColumns(RecordHeader& header);

  ptrdiff_t attribute_position() const { return attribute_; }
  ptrdiff_t value_position() const { return value_; }

  // Appends the attribute that a record sets; a value that is missing is none.
  // `place` is the cell to blame if no attribute is named.
  std::optional<RecordFault> Read(const Record& record, const Field& place,
                                  std::vector<NamedValue>* values) const;
  // The same of a message, in which each attribute stands by itself.
  std::optional<RecordFault> ReadNamed(const Record& record,
                                       std::vector<NamedValue>* values) const;

 private:
  void TakeEncoding(CellEncoding encoding);
  // Null, and what is wrong, if no attribute of this name can be set.
  const CellParser* FindAttribute(const std::string& name, const Field& field,
                                  std::optional<RecordFault>* fault) const;

  const CheckedModel& model_;
  const std::string prefix_;
  std::map<std::string, CellParser> attributes_;  // By name.
  // Of the present file; -1: not there.
  ptrdiff_t attribute_ = -1;
  ptrdiff_t value_ = -1;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_SET_COLUMNS_H_
