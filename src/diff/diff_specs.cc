// Compares two specs member by member, elements of lists with those that they
// are paired with.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model_diff.h"
#include "src/diff/element_pairs.h"
#include "src/diff/spec_text.h"
#include "src/model/spec_fields.h"

namespace leadscore {
namespace internal {
namespace {

class SpecComparer {
 public:
  std::vector<SpecDifference> Compare(const ModelSpec& before,
                                      const ModelSpec& after) {
    CompareMembers(before, after);
    return JoinMovedRules();
  }

 private:
  struct Found {
    SpecDifference difference;
    const RuleSpec* rule = nullptr;  // That was added or removed.
  };

  void Add(DifferenceKind kind, std::string before, std::string after,
           const RuleSpec* rule = nullptr) {
    found_.push_back(
        {{kind, path_, std::move(before), std::move(after)}, rule});
  }

  template <typename Spec>
  void CompareMembers(const Spec& before, const Spec& after) {
    std::vector<const void*> members;
    SpecFields<Spec>::Visit(before, [&](const char*, const auto& member) {
      members.push_back(&member);
    });
    size_t index = 0;
    SpecFields<Spec>::Visit(after, [&](const char* name, const auto& member) {
      using Member = std::decay_t<decltype(member)>;
      const auto& earlier = *static_cast<const Member*>(members[index++]);
      path_.push_back({name, -1, ""});
      if constexpr (std::is_same_v<Spec, ListSpec>) {
        CompareListMember(name, before, after, earlier, member);
      } else {
        Compare(earlier, member);
      }
      path_.pop_back();
    });
  }

  template <typename T>
  void Compare(const T& before, const T& after) {
    if constexpr (kIsSpec<T>) {
      CompareMembers(before, after);
    } else {
      CompareValues(before, after);
    }
  }

  template <typename T>
  void Compare(const std::optional<T>& before, const std::optional<T>& after) {
    if constexpr (kIsSpec<T>) {
      if (before.has_value() && after.has_value()) {
        CompareMembers(*before, *after);
      } else if (before.has_value() != after.has_value()) {
        Add(after.has_value() ? DifferenceKind::kAdded
                              : DifferenceKind::kRemoved,
            SpecText(before), SpecText(after));
      }
    } else {
      CompareValues(before, after);
    }
  }

  template <typename T>
  void Compare(const std::vector<T>& before, const std::vector<T>& after) {
    if constexpr (kIsSpec<T>) {
      CompareElements(before, after);
    } else {
      CompareValues(before, after);
    }
  }

  template <typename T>
  void CompareValues(const T& before, const T& after) {
    std::string text_before = SpecText(before);
    std::string text_after = SpecText(after);
    if (text_before == text_after) return;
    if constexpr (std::is_same_v<T, std::string>) {
      if (before.empty()) text_before.clear();
      if (after.empty()) text_after.clear();
    }
    Add(DifferenceKind::kChanged, std::move(text_before),
        std::move(text_after));
  }

  // The values of a list are a set, wherever they are from.
  template <typename T>
  void CompareListMember(std::string_view name, const ListSpec& before,
                         const ListSpec& after, const T& member_before,
                         const T& member_after) {
    if (name == "values") {
      const std::set<std::string> values_before = ValuesOf(before);
      const std::set<std::string> values_after = ValuesOf(after);
      if (values_before == values_after) return;
      Add(DifferenceKind::kChanged,
          SpecText(Without(values_before, values_after)),
          SpecText(Without(values_after, values_before)));
    } else if (name != "file_values") {
      Compare(member_before, member_after);
    }
  }

  static std::set<std::string> ValuesOf(const ListSpec& list) {
    std::set<std::string> values(list.values.begin(), list.values.end());
    if (list.file_values.has_value()) {
      values.insert(list.file_values->begin(), list.file_values->end());
    }
    return values;
  }

  static std::vector<std::string> Without(const std::set<std::string>& values,
                                          const std::set<std::string>& others) {
    std::vector<std::string> rest;
    std::set_difference(values.begin(), values.end(), others.begin(),
                        others.end(), std::back_inserter(rest));
    return rest;
  }

  template <typename Spec>
  void CompareElements(const std::vector<Spec>& before,
                       const std::vector<Spec>& after) {
    const Pairs pairs = FindPairs(before, after);
    for (size_t b = 0; b < before.size(); ++b) {
      if (!pairs.is_removed[b]) continue;
      EnterElement(b, before[b]);
      Add(DifferenceKind::kRemoved, PartText(before[b]), "", RuleOf(before[b]));
    }
    const std::vector<bool> stays = LongestRising(pairs.partner);
    for (size_t a = 0; a < after.size(); ++a) {
      EnterElement(a, after[a]);
      const size_t b = pairs.partner[a];
      if (b == kNone) {
        Add(DifferenceKind::kAdded, "", PartText(after[a]), RuleOf(after[a]));
        continue;
      }
      if (!stays[a]) {
        Add(DifferenceKind::kMoved, PlaceText(before, b), PlaceText(after, a));
      }
      if (pairs.is_renamed[a]) {
        path_.push_back({KeyOf(after[a]).field, -1, ""});
        Add(DifferenceKind::kRenamed, KeyOf(before[b]).text,
            KeyOf(after[a]).text);
        path_.pop_back();
      } else {
        CompareMembers(before[b], after[a]);
      }
    }
    LeaveElements();
  }

  // What a text of the model has of an element, beside what paths name it by.
  template <typename Spec>
  static std::string PartText(const Spec& element) {
    const bool with_key = ShownKey(element).empty();
    if constexpr (std::is_same_v<Spec, ListSpec>) {
      ListSpec list = element;
      list.file_values.reset();
      return SpecText(list, with_key);
    } else {
      return SpecText(element, with_key);
    }
  }

  // What paths name an element by; nothing of those that are numbered.
  template <typename Spec>
  static std::string ShownKey(const Spec& element) {
    const Key key = KeyOf(element);
    return key.field == "when" ? "" : key.shown;
  }

  template <typename Spec>
  void EnterElement(size_t index, const Spec& element) {
    path_.back().index = static_cast<int>(index);
    path_.back().name = ShownKey(element);
  }

  void LeaveElements() {
    path_.back().index = -1;
    path_.back().name.clear();
  }

  template <typename Spec>
  static const RuleSpec* RuleOf(const Spec& element) {
    if constexpr (std::is_same_v<Spec, RuleSpec>) {
      return &element;
    } else {
      return nullptr;
    }
  }

  template <typename Spec>
  static std::string PlaceText(const std::vector<Spec>& elements,
                               size_t index) {
    return index == 0
               ? "first"
               : absl::StrCat("behind ", KeyOf(elements[index - 1]).text);
  }

  // A rule that is taken out of one group and put into another was moved, for
  // its name is the only one of the model.
  std::vector<SpecDifference> JoinMovedRules() {
    std::map<std::string, const Found*> removed;
    for (const Found& found : found_) {
      if (found.rule != nullptr &&
          found.difference.kind == DifferenceKind::kRemoved) {
        removed[found.rule->name] = &found;
      }
    }
    std::set<std::string> moved;
    for (const Found& found : found_) {
      if (found.rule != nullptr &&
          found.difference.kind == DifferenceKind::kAdded &&
          removed.count(found.rule->name) > 0) {
        moved.insert(found.rule->name);
      }
    }
    const std::vector<Found> all = std::move(found_);
    found_.clear();
    for (const Found& found : all) {
      if (found.rule == nullptr || moved.count(found.rule->name) == 0) {
        found_.push_back(found);
      } else if (found.difference.kind == DifferenceKind::kAdded) {
        const auto& from = *removed.at(found.rule->name);
        path_ = found.difference.path;
        Add(DifferenceKind::kMoved, GroupText(from.difference),
            GroupText(found.difference));
        CompareMembers(*from.rule, *found.rule);
      }
    }
    std::vector<SpecDifference> differences;
    for (Found& found : found_) {
      differences.push_back(std::move(found.difference));
    }
    return differences;
  }

  // Where a rule stands.
  static std::string GroupText(SpecDifference rule) {
    rule.path.pop_back();
    return absl::StrCat("in ", rule.PathText());
  }

  std::vector<PathStep> path_;
  std::vector<Found> found_;
};

}  // namespace
}  // namespace internal

std::vector<SpecDifference> DiffSpecs(const ModelSpec& before,
                                      const ModelSpec& after) {
  return internal::SpecComparer().Compare(before, after);
}

}  // namespace leadscore
