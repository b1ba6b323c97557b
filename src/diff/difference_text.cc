#include <map>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "leadscore/model_diff.h"
#include "src/core/text.h"

namespace leadscore {
namespace {

// What people call an element of a list.
std::string_view ElementWord(std::string_view field) {
  static const auto* const words =
      new std::map<std::string_view, std::string_view>{
          {"attributes", "attribute"},
          {"lists", "list"},
          {"activities", "activity"},
          {"properties", "property"},
          {"screens", "screen"},
          {"signals", "signal"},
          {"scores", "score"},
          {"groups", "group"},
          {"rules", "rule"},
          {"bands", "band"},
          {"disqualify", "disqualification"},
          {"stages", "stage"},
          {"enter", "way"},
          {"evidence", "evidence"},
          {"agreed", "agreed example"},
          {"account_scores", "account score"}};
  const auto found = words->find(field);
  return found == words->end() ? std::string_view() : found->second;
}

// The elements that a path leads through, as far as they have names, and the
// members behind them.
struct Subject {
  std::string elements;  // `stage "MQL", way "score"`
  std::string members;   // `at_least[fit].points`
};

Subject SubjectOf(const std::vector<PathStep>& path) {
  Subject subject;
  SpecDifference rest;
  size_t begin = 0;
  // A rule's name says enough.
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i].field == "rules") begin = i;
  }
  for (size_t i = begin; i < path.size(); ++i) {
    const std::string_view word = ElementWord(path[i].field);
    if (rest.path.empty() && !word.empty() && path[i].index >= 0) {
      absl::StrAppend(&subject.elements, subject.elements.empty() ? "" : ", ",
                      std::string(word), " ", internal::Quoted(path[i].name));
    } else {
      rest.path.push_back(path[i]);
    }
  }
  subject.members = rest.PathText();
  return subject;
}

// A value, cut short at a character.
std::string Shortened(const std::string& value) {
  constexpr size_t kMostShown = 120;
  if (value.empty()) return "none";
  size_t end = 0;
  for (size_t pos = 0; pos < value.size(); end = pos) {
    if (pos > kMostShown) return value.substr(0, end) + "...";
    internal::NextCodePoint(value, &pos);
  }
  return value;
}

}  // namespace

std::string DifferenceKindName(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::kAdded:
      return "added";
    case DifferenceKind::kRemoved:
      return "removed";
    case DifferenceKind::kRenamed:
      return "renamed";
    case DifferenceKind::kMoved:
      return "moved";
    case DifferenceKind::kChanged:
      break;
  }
  return "changed";
}

std::string SpecDifference::PathText() const {
  Diagnostic place;
  place.path = path;
  return place.PathText();
}

std::string SpecDifference::ToString() const {
  const Subject subject = SubjectOf(path);
  const std::string& members = subject.members;
  std::string text = subject.elements;
  const char* const between = text.empty() ? "" : ": ";
  switch (kind) {
    case DifferenceKind::kAdded:
    case DifferenceKind::kRemoved: {
      const std::string& part = kind == DifferenceKind::kAdded ? after : before;
      if (!members.empty()) absl::StrAppend(&text, between, members);
      absl::StrAppend(&text, " ", DifferenceKindName(kind));
      if (part != "{}") absl::StrAppend(&text, " ", Shortened(part));
      break;
    }
    case DifferenceKind::kRenamed:
      absl::StrAppend(&text, between, "renamed from ", Shortened(before));
      break;
    case DifferenceKind::kMoved:
      if (!members.empty()) absl::StrAppend(&text, between, members);
      absl::StrAppend(&text, text.empty() ? "" : ": ", "moved, ", before,
                      " -> ", after);
      break;
    case DifferenceKind::kChanged:
      absl::StrAppend(&text, between, members, text.empty() ? ": " : " ",
                      Shortened(before), " -> ", Shortened(after));
      break;
  }
  return text;
}

}  // namespace leadscore
