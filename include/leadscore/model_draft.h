// A first model from data: what attributes and activities there are, what they
// hold, and, if it is known which leads were won, how many points each value is
// worth to begin with.
//
//   absl::StatusOr<RawReadResult> leads = ReadRawTable("leads.csv", {});
//   DraftOptions options;
//   options.outcome = "Converted";
//   absl::StatusOr<ModelDraft> draft =
//       DraftModel(leads->table, nullptr, options);
//   std::cout << draft->text;
//
// Where the points come from. The values of a column are put into groups: each
// frequent value one, numbers up to eight ranges of about as many leads each,
// missing values one. A group's weight of evidence is how far the logarithm of
// its odds lies from that of all leads (Good, "Probability and the Weighing of
// Evidence", 1950); before that, some leads of the average are added to it, so
// that small groups come out close to zero. A logistic regression over these
// weights gives each column a factor, so that columns that say the same are not
// counted twice. Ten points double the odds, and a total of 50 means even odds
// (Siddiqi, "Credit Risk Scorecards", 2006). How well that works is measured on
// leads it was not learned from, in five folds.
//
// The same tables and options give the same draft.

#ifndef LEADSCORE_MODEL_DRAFT_H_
#define LEADSCORE_MODEL_DRAFT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/model_spec.h"
#include "leadscore/raw_table.h"

namespace leadscore {

struct DraftOptions {
  std::string model_name = "draft";

  // How a lead came out. A column of the leads, and which of its values mean
  // won and lost; leads with others, or with none, are not learned from. Need
  // not be told of yes and no, true and false, 1 and 0, won and lost; without
  // `lost` all values that are not in `won` are. Or a type of activity: leads
  // that have one are won, and what they did afterwards does not count.
  std::string outcome;
  std::vector<std::string> won;
  std::vector<std::string> lost;
  std::string outcome_activity;

  // Which column holds what, where their names and values do not tell.
  std::string id;  // "#": none, leads are called by their numbers.
  std::string activity_lead;
  std::string activity_type;
  std::string activity_time;

  // Further spellings that mean that there is no value, and the format of
  // times by column, as of AttributeSpec.
  std::vector<std::string> null_values;
  std::map<std::string, std::string> time_formats;
  std::string time_zone;

  // Columns and types of activity not to use, and some to use although they
  // look as if they had been written when the outcome was known.
  std::vector<std::string> leave_out;
  std::vector<std::string> keep;

  // The shares of leads that should be in MQL or above, and in SQL.
  double mql_share = 0.20;
  double sql_share = 0.05;
};

// What became of a column, or of a type of activity that is left out.
struct DraftColumn {
  enum class Use {
    kScored,    // Rules read it.
    kDeclared,  // An attribute or property that no rule reads.
    kKnown,     // An id, account, time, type or the outcome.
    kLeftOut,   // Nothing to score by.
    kLeak,      // Left out: written when the outcome was known, or like that.
    kQuestion,  // Left out until somebody answers.
  };
  std::string name;
  bool is_of_activities = false;
  Use use = Use::kDeclared;
  std::string note;  // Why, or what it is.
  // Whether it is worth a look before the model is used: a text, most of whose
  // cells are numbers.
  bool is_doubtful = false;
};

struct ModelDraft {
  ModelSpec spec;
  // The model in the text format (model_file.h), with comments: what was found,
  // and for each row of points its leads.
  std::string text;

  std::vector<DraftColumn>
      columns;  // Of leads, then of activities, then types.

  // Rows that repeat the id of an earlier one and were left out, with the
  // numbers of the first of them, from 1.
  int64_t repeated = 0;
  std::vector<int64_t> repeated_rows;

  // Leads whose outcome is known, and those of them that were won.
  int64_t decided = 0;
  int64_t won = 0;
  // The share of pairs of a won and a lost lead in which the won one has more
  // points (area under the ROC curve), on leads that were not learned from, and
  // its standard error. Unset if nothing was learned.
  std::optional<double> auc;
  double auc_error = 0;
  // Whether the points are better than chance; if not, there are none.
  bool has_signal = false;

  // The instant of the last activity, at which thresholds were set; unset
  // without activities.
  std::optional<absl::Time> as_of;
};

// A column of ids may repeat some, one in twenty at most: the first lead
// counts.
//
// Errors:
//   kInvalidArgument    no leads; a column or value of the options that is not
//                       there; an outcome with one class, or of which it cannot
//                       be told; activities of which it cannot be told which
//                       column holds their lead, type or time
absl::StatusOr<ModelDraft> DraftModel(const RawTable& leads,
                                      const RawTable* activities,
                                      const DraftOptions& options);

}  // namespace leadscore

#endif  // LEADSCORE_MODEL_DRAFT_H_
