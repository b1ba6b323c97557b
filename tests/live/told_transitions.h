// What a live book told, as texts that can be compared.

#ifndef LEADSCORE_TESTS_LIVE_TOLD_TRANSITIONS_H_
#define LEADSCORE_TESTS_LIVE_TOLD_TRANSITIONS_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/history.h"
#include "leadscore/live_book.h"
#include "src/core/time_text.h"

namespace leadscore::testing {

inline std::string ToText(const std::string& lead,
                          const Transition& transition) {
  return absl::StrCat(
      internal::FormatInstant(internal::ToMicros(transition.time)), " ", lead,
      " ", transition.from, "->", transition.to, " by ", transition.way, "/",
      transition.disqualified_by, " because ", transition.CauseText(), " (",
      CauseName(transition.cause), ") ", transition.total.ToString(), " ",
      transition.grade);
}

// Takes what a book tells behind the numbers that are there. Numbers have no
// gaps, and what is withdrawn was told before.
inline void Follow(const LiveBook& book, int64_t number,
                   std::map<int64_t, BookTransition>* left) {
  for (const BookTransition& one : book.Transitions(number)) {
    EXPECT_EQ(one.number, ++number);
    if (one.withdraws == 0) {
      (*left)[number] = one;
    } else {
      EXPECT_EQ(left->erase(one.withdraws), 1u);
    }
  }
}

inline std::vector<std::string> ToTexts(
    const std::map<int64_t, BookTransition>& transitions) {
  std::vector<std::string> texts;
  for (const auto& [number, one] : transitions) {
    texts.push_back(ToText(one.lead_id, one.transition));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// What is left of a book's transitions once those that were withdrawn are taken
// away.
inline std::vector<std::string> NetOf(const LiveBook& book) {
  std::map<int64_t, BookTransition> left;
  Follow(book, 0, &left);
  return ToTexts(left);
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_LIVE_TOLD_TRANSITIONS_H_
