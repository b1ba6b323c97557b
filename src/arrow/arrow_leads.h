// The leads of a batch of Arrow as rows of a table.

#ifndef LEADSCORE_SRC_ARROW_ARROW_LEADS_H_
#define LEADSCORE_SRC_ARROW_ARROW_LEADS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "src/arrow/arrow_cells.h"
#include "src/arrow/arrow_fields.h"
#include "src/arrow/arrow_texts.h"
#include "src/model/checked_model.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {

// Stays from batch to batch.
class ArrowLeads {
 public:
  // With accounts only if something is asked about them.
  ArrowLeads(const CheckedModel& model, bool with_accounts,
             size_t max_text_bytes);

  // Takes a batch. Columns that it lacks have no values, as of files.
  //
  // Errors: kInvalidArgument, a column that cannot be what the model has.
  absl::Status Bind(const ArrowFields& leads);

  // The columns of attributes that the batch lacks, by their names in it.
  std::vector<std::string> MissingColumns() const;

  // Appends the rows [begin, end) to a table, which does not know their ids.
  //
  // Errors: kInvalidArgument, a value that is wrong.
  absl::Status Append(size_t begin, size_t end, LeadColumns* table);

 private:
  struct Attribute {
    std::string name;  // In the batch.
    size_t target;     // In the table.
    ArrowCells cells;
    bool is_there = false;
  };

  absl::Status AppendAccounts(size_t begin, size_t end, Column* accounts);

  std::vector<Attribute> attributes_;
  std::string account_name_;
  bool with_accounts_;
  ArrowTexts accounts_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_LEADS_H_
