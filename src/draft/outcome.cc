#include "src/draft/outcome.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {
namespace {

bool IsWord(std::string_view text, const std::set<std::string>& words) {
  return text.size() <= 16 && words.count(FoldText(text)) > 0;
}

bool MeansWon(std::string_view text) {
  return IsWord(text, {"yes", "y", "true", "t", "1", "won", "closed won"});
}

bool MeansLost(std::string_view text) {
  return IsWord(text, {"no", "n", "false", "f", "0", "lost", "closed lost"});
}

// Whether it is one of those words that mean the same beside others.
bool SaysHowItEnded(std::string_view text) {
  return IsWord(text, {"won", "closed won", "lost", "closed lost"});
}

// The values of a column with the leads that have them.
struct Value {
  std::string_view text;
  int64_t leads = 0;
  int8_t outcome = kUndecided;
};

// Some values, so that people see what there is. Rare ones may be of a single
// lead, and are not told.
std::string FrequentValues(const std::vector<Value>& values, int64_t rows) {
  std::vector<std::string> told;
  for (const Value& value : values) {
    if (value.text.empty() || value.leads < 5 || value.leads * 100 < rows) {
      continue;
    }
    if (told.size() == 8) break;
    told.push_back(Quoted(value.text));
  }
  return told.empty() ? "" : absl::StrCat(": ", absl::StrJoin(told, ", "));
}

class OutcomeReader {
 public:
  OutcomeReader(const RawTable& leads, const DraftOptions& options)
      : leads_(leads), options_(options) {}

  absl::StatusOr<Outcome> Read() && {
    LEADSCORE_ASSIGN_OR_RETURN(const size_t column, FindColumn());
    const Dictionary& texts = leads_.texts(column);
    values_.resize(static_cast<size_t>(texts.size()));
    for (size_t i = 0; i < values_.size(); ++i) {
      values_[i].text = TrimWhitespace(texts.value(static_cast<int32_t>(i)));
    }
    for (const int32_t code : leads_.codes(column)) {
      ++values_[static_cast<size_t>(code)].leads;
    }
    LEADSCORE_RETURN_IF_ERROR(Judge());
    Outcome outcome;
    for (const int32_t code : leads_.codes(column)) {
      outcome.of_row.push_back(values_[static_cast<size_t>(code)].outcome);
    }
    outcome.note = Note();
    LEADSCORE_RETURN_IF_ERROR(CountOutcome(options_.outcome, &outcome));
    return outcome;
  }

 private:
  absl::StatusOr<size_t> FindColumn() const {
    std::vector<std::string_view> names;
    for (size_t i = 0; i < leads_.columns().size(); ++i) {
      if (leads_.columns()[i] == options_.outcome) return i;
      names.push_back(leads_.columns()[i]);
    }
    return absl::InvalidArgumentError(
        absl::StrCat("no column ", Quoted(options_.outcome), " for the outcome",
                     DidYouMean(options_.outcome, names)));
  }

  absl::Status Judge() {
    if (options_.won.empty() && options_.lost.empty()) return JudgeByWords();
    LEADSCORE_RETURN_IF_ERROR(Mark(options_.won, 1));
    LEADSCORE_RETURN_IF_ERROR(Mark(options_.lost, 0));
    for (Value& value : values_) {
      if (value.text.empty() || value.outcome != kUndecided) continue;
      if (options_.lost.empty()) value.outcome = 0;
      if (options_.won.empty()) value.outcome = 1;
    }
    return absl::OkStatus();
  }

  absl::Status Mark(const std::vector<std::string>& texts, int8_t outcome) {
    for (const std::string& text : texts) {
      bool is_there = false;
      for (Value& value : values_) {
        if (value.text != TrimWhitespace(text)) continue;
        value.outcome = outcome;
        is_there = true;
      }
      if (!is_there) {
        return absl::InvalidArgumentError(absl::StrCat(
            "the outcome ", Quoted(text), " is not in column ",
            Quoted(options_.outcome), FrequentValues(values_, Rows())));
      }
    }
    return absl::OkStatus();
  }

  // Won and lost may stand among values that mean neither yet; other words have
  // to be the only ones.
  absl::Status JudgeByWords() {
    bool has_won = false;
    bool has_lost = false;
    bool has_others = false;
    bool are_final = true;
    for (Value& value : values_) {
      if (value.text.empty()) continue;
      if (MeansWon(value.text)) {
        value.outcome = 1;
        has_won = true;
      } else if (MeansLost(value.text)) {
        value.outcome = 0;
        has_lost = true;
      } else {
        has_others = true;
        continue;
      }
      are_final = are_final && SaysHowItEnded(value.text);
    }
    if ((has_won || has_lost) && !has_others) return absl::OkStatus();
    if (has_won && has_lost && are_final) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "which values of column ", Quoted(options_.outcome),
        " mean that a lead was won? Name them (--won), and those that mean "
        "lost if others mean neither (--lost)",
        FrequentValues(values_, Rows())));
  }

  int64_t Rows() const { return static_cast<int64_t>(leads_.num_rows()); }

  std::string Note() const {
    std::vector<std::string> won;
    std::vector<std::string> lost;
    int64_t undecided = 0;
    for (const Value& value : values_) {
      if (value.outcome == kUndecided) undecided += value.leads;
      if (value.leads == 0 || value.text.empty()) continue;
      if (value.outcome == 1) won.push_back(Quoted(value.text));
      if (value.outcome == 0) lost.push_back(Quoted(value.text));
    }
    for (std::vector<std::string>* words : {&won, &lost}) {
      std::sort(words->begin(), words->end());
      if (words->size() <= 5) continue;
      const size_t more = words->size() - 5;
      words->resize(5);
      words->push_back(absl::StrCat(more, " more"));
    }
    std::string note = absl::StrCat(absl::StrJoin(won, ", "), " is won, ",
                                    absl::StrJoin(lost, ", "), " is lost");
    if (undecided > 0) {
      absl::StrAppend(&note, "; ", FormatGrouped(undecided),
                      undecided == 1 ? " lead is" : " leads are",
                      " neither, and not learned from");
    }
    return note;
  }

  const RawTable& leads_;
  const DraftOptions& options_;
  std::vector<Value> values_;
};

}  // namespace

absl::Status CountOutcome(const std::string& name, Outcome* outcome) {
  for (const int8_t row : outcome->of_row) {
    if (row == kUndecided) continue;
    ++outcome->decided;
    outcome->won += row;
  }
  if (outcome->decided == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("no lead has an outcome in ", Quoted(name)));
  }
  if (outcome->won == 0 || outcome->won == outcome->decided) {
    return absl::InvalidArgumentError(absl::StrCat(
        "all ", outcome->decided, " leads with an outcome in ", Quoted(name),
        outcome->won == 0 ? " were lost" : " were won",
        ": there is nothing to learn from"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Outcome> ReadOutcome(const RawTable& leads,
                                    const DraftOptions& options) {
  return OutcomeReader(leads, options).Read();
}

}  // namespace leadscore::internal
