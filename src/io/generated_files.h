// Leads and activities written as the files that a model reads.

#ifndef LEADSCORE_SRC_IO_GENERATED_FILES_H_
#define LEADSCORE_SRC_IO_GENERATED_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "leadscore/lead.h"
#include "src/io/file_columns.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Rows of CSV with the columns, time formats and spellings of no value that a
// model tells. Refers to the model.
class GeneratedRows {
 public:
  explicit GeneratedRows(const CheckedModel& model);

  std::string LeadHeader() const;
  std::string ActivityHeader() const;

  // With a line break at the end. `lead` fits the model.
  void AppendLead(const Lead& lead, std::string* out);
  void AppendActivity(const std::string& lead_id, const Activity& activity,
                      std::string* out);

 private:
  struct Column {
    std::string name;    // In the file.
    std::string source;  // The name of an attribute or property.
    CellParser::Format format;
  };

  // Each once, and none of those that `taken` names.
  static std::vector<Column> ColumnsOf(const std::vector<FileColumn>& columns,
                                       std::vector<std::string> taken);
  static std::string HeaderOf(const std::vector<std::string>& first,
                              const std::vector<Column>& columns);
  void AppendValues(const std::vector<NamedValue>& values,
                    const std::vector<Column>& columns, std::string* out);

  const CheckedModel& model_;
  std::vector<std::string> lead_names_;      // The id and the account.
  std::vector<std::string> activity_names_;  // What each activity has.
  std::vector<Column> lead_columns_;
  std::vector<Column> activity_columns_;
  CellParser::Format time_format_;
  int64_t num_missing_ = 0;  // So far; they take turns in their spellings.
  int64_t num_activities_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_GENERATED_FILES_H_
