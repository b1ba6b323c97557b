// The scores of many leads, in columns: one row a lead, in the order of the
// table of leads.

#ifndef LEADSCORE_SCORE_TABLE_H_
#define LEADSCORE_SCORE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/points.h"
#include "leadscore/profile.h"
#include "leadscore/result.h"

namespace leadscore {

// Filled by a Scorer; owned by the caller, who may fill it again and again.
struct ScoreTable {
  size_t size() const { return total.size(); }

  // REQUIRES of all: row < size().

  // Empty if the model has none.
  std::string_view grade_of(size_t row) const {
    return grade.empty() ? std::string_view()
                         : grades[static_cast<size_t>(grade[row])];
  }
  std::string_view way_of(size_t row) const {
    return way.empty() ? std::string_view()
                       : ways[static_cast<size_t>(way[row])];
  }
  // The share, within [0, 1], of the attributes that the model reads which are
  // present; 1 if it reads none.
  double coverage(size_t row) const {
    return attributes_read == 0
               ? 1.0
               : static_cast<double>(attributes_present[row]) / attributes_read;
  }

  // The instant of all rows; unset if each has one of its own.
  std::optional<absl::Time> as_of;

  std::vector<std::vector<Points>> scores;  // [score of the model][row]
  std::vector<Points> total;

  // The grade of a row is grades[grade[row]]. Empty: the model has none.
  std::vector<std::string> grades;
  std::vector<int32_t> grade;

  // The highest stage that each lead would enter now, as an index into the
  // model's stages, and how: the way of a row is ways[way[row]], and empty for
  // the first stage; a disqualified lead has "disqualified: " and the reason.
  // Empty: the model has no stages.
  std::vector<int32_t> qualifies_for;
  std::vector<std::string> ways;
  std::vector<int32_t> way;

  // The stage that each lead is in, its history considered, and since when, if
  // that was asked for: -1 if the model has no stages; InfinitePast if it was
  // never in another.
  std::vector<int32_t> stage;
  std::vector<absl::Time> since;

  // When a score, the grade or the stage of each lead changes if nothing
  // happens, if that was asked for; InfiniteFuture if nothing changes within
  // 400 days.
  std::vector<absl::Time> valid_until;

  // How many attributes the model reads, and how many of them each lead has (at
  // most 65,535).
  int attributes_read = 0;
  std::vector<uint16_t> attributes_present;

  // The strongest contributions of each row, if they were asked for.
  std::vector<std::vector<Reason>> reasons;

  // For how many rows a condition of each rule had an error other than a
  // missing value, by the order of the rules in the model.
  std::vector<int64_t> rule_errors;

  // How many activities each screen of the model dropped.
  std::vector<int64_t> screened;

  // How many activities are later than as_of and so do not exist yet.
  int64_t activities_later = 0;

  // What the rows show of the model and the data, if that was asked for.
  Profile profile;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_TABLE_H_
