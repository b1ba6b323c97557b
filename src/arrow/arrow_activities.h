// Activities in a batch of Arrow, or in a list inside its leads.

#ifndef LEADSCORE_SRC_ARROW_ARROW_ACTIVITIES_H_
#define LEADSCORE_SRC_ARROW_ARROW_ACTIVITIES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/arrow/arrow_cells.h"
#include "src/arrow/arrow_fields.h"
#include "src/arrow/arrow_texts.h"
#include "src/core/text_memo.h"
#include "src/io/activity_head.h"
#include "src/io/entry_columns.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// Stays from batch to batch.
class ArrowActivities {
 public:
  // `model` has to outlive it.
  ArrowActivities(const CheckedModel& model, size_t max_text_bytes);

  // Takes a batch of activities with the ids of their leads; or that of those
  // inside lists, which have none. `fields` has to stay as long as it is read.
  //
  // Errors: kInvalidArgument, a column that is missing or cannot be what it has
  // to.
  absl::Status BindWithLeads(ArrowFields* fields);
  absl::Status Bind(ArrowFields* fields);

  // Adds the rows [begin, end): of one lead, or each of the lead that its id
  // has the code of, which it gets if it has none.
  //
  // Errors: kInvalidArgument, an activity that is wrong.
  absl::Status AddOf(size_t lead, size_t begin, size_t end,
                     ActivityColumnsBuilder* builder);
  absl::Status Add(size_t begin, size_t end, Dictionary* leads,
                   ActivityColumnsBuilder* builder);

  // How many rows were of types that the model does not have.
  const std::map<std::string, int64_t, std::less<>>& unknown_types() const {
    return unknown_types_;
  }

 private:
  struct Property {
    std::string name;  // In the batch.
    size_t target;
    ArrowCells cells;
    bool is_there = false;
  };

  // Looks at up to 64 rows.
  absl::Status Load(size_t row, size_t count, ActivityColumnsBuilder* builder);
  // Adds those looked at; `lead_of(i)` gives the lead of one.
  template <typename LeadOf>
  absl::Status AddLoaded(size_t row, size_t count, LeadOf lead_of,
                         ActivityColumnsBuilder* builder);
  // The code of a type; kNoType for one that the model does not know.
  int TypeOf(std::string_view name, const ActivityColumnsBuilder& builder);
  void CountUnknown(std::string_view name);
  absl::Status AddEntry(size_t row, int type, Micros time,
                        ActivityColumnsBuilder* builder);
  absl::Status Fail(size_t row, const std::string& what) const;

  const CheckedModel& model_;
  ArrowFields* fields_ = nullptr;
  ActivityHeadColumns head_;
  EntryColumns entries_;
  ArrowTexts leads_;
  ArrowTexts types_;
  ArrowTexts ids_;
  ArrowCells times_;
  ArrowCells revisions_;
  bool has_revisions_ = false;
  std::vector<Property> properties_;
  TextMemo<int> type_codes_;
  std::map<std::string, int64_t, std::less<>> unknown_types_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_ACTIVITIES_H_
