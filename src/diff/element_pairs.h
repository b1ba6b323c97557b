// Which elements of a list of one spec are which of the same list of another:
// those with the same key, which is the first member of their struct and tells
// them from the others of their list; then what is left over, where little else
// can be meant.

#ifndef LEADSCORE_SRC_DIFF_ELEMENT_PAIRS_H_
#define LEADSCORE_SRC_DIFF_ELEMENT_PAIRS_H_

#include <cstddef>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/diff/spec_text.h"
#include "src/model/spec_fields.h"

namespace leadscore::internal {

// The name and the text of the first member of a struct.
struct Key {
  std::string field;
  std::string text;   // As SpecText.
  std::string shown;  // The same of a text without its quotes, else nothing.
};

template <typename Spec>
Key KeyOf(const Spec& spec) {
  Key key;
  SpecFields<Spec>::Visit(spec, [&key](const char* name, const auto& member) {
    if (!key.field.empty()) return;
    key.field = name;
    key.text = SpecText(member);
    if constexpr (std::is_same_v<std::decay_t<decltype(member)>, std::string>) {
      key.shown = member;
    }
  });
  return key;
}

// Whether elements are called by their keys, so that another key is another
// name of the same, if nothing else differs.
inline bool IsName(const Key& key) {
  return key.field == "name" || key.field == "type";
}

// The keys of all elements; further ones that are alike are numbered.
template <typename Spec>
std::vector<std::string> UniqueKeys(const std::vector<Spec>& elements) {
  std::map<std::string, int> counts;
  std::vector<std::string> keys;
  for (const Spec& element : elements) {
    std::string key = KeyOf(element).text;
    const int count = counts[key]++;
    if (count > 0) absl::StrAppend(&key, "#", count);
    keys.push_back(std::move(key));
  }
  return keys;
}

inline constexpr size_t kNone = static_cast<size_t>(-1);

// Which of `values`, that are not kNone, belong to the longest rising
// subsequence.
std::vector<bool> LongestRising(const std::vector<size_t>& values);

// Elements that are of both lists.
struct Pairs {
  std::vector<size_t> partner;   // By element after; kNone: it was added.
  std::vector<bool> is_renamed;  // By element after: only by its name.
  std::vector<bool> is_removed;  // By element before.
};

template <typename Spec>
Pairs FindPairs(const std::vector<Spec>& before,
                const std::vector<Spec>& after) {
  Pairs pairs;
  pairs.partner.resize(after.size(), kNone);
  pairs.is_renamed.resize(after.size());
  pairs.is_removed.resize(before.size(), true);
  const auto pair = [&pairs](size_t b, size_t a) {
    pairs.partner[a] = b;
    pairs.is_removed[b] = false;
  };
  std::map<std::string, size_t> place;
  const std::vector<std::string> keys = UniqueKeys(before);
  for (size_t b = 0; b < before.size(); ++b) place[keys[b]] = b;
  const std::vector<std::string> keys_after = UniqueKeys(after);
  for (size_t a = 0; a < after.size(); ++a) {
    const auto found = place.find(keys_after[a]);
    if (found != place.end()) pair(found->second, a);
  }
  // What differs in nothing else, unless there is nothing else.
  std::multimap<std::string, size_t> left;
  for (size_t b = 0; b < before.size(); ++b) {
    if (!pairs.is_removed[b]) continue;
    const std::string rest = SpecText(before[b], /*with_first=*/false);
    if (rest != "{}") left.emplace(rest, b);
  }
  for (size_t a = 0; a < after.size(); ++a) {
    if (pairs.partner[a] != kNone) continue;
    const auto found = left.find(SpecText(after[a], /*with_first=*/false));
    if (found == left.end()) continue;
    pair(found->second, a);
    pairs.is_renamed[a] = IsName(KeyOf(after[a]));
    left.erase(found);
  }
  // Of what has no name the rest, one after the other.
  size_t b = 0;
  for (size_t a = 0; a < after.size(); ++a) {
    if (pairs.partner[a] != kNone || IsName(KeyOf(after[a]))) continue;
    while (b < before.size() && !pairs.is_removed[b]) ++b;
    if (b < before.size()) pair(b, a);
  }
  return pairs;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DIFF_ELEMENT_PAIRS_H_
