#include "src/draft/column_names.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool HasAny(const std::vector<std::string>& words,
            const std::set<std::string>& of) {
  return std::any_of(
      words.begin(), words.end(),
      [&of](const std::string& word) { return of.count(word) > 0; });
}

}  // namespace

std::vector<std::string> WordsOfName(std::string_view name) {
  std::vector<std::string> words;
  bool is_inside = false;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!IsLower(c) && !IsUpper(c) && !IsDigit(c)) {
      is_inside = false;
      continue;
    }
    // A capital letter begins a word behind a small one, and before one.
    const bool begins =
        IsUpper(c) && i > 0 &&
        (IsLower(name[i - 1]) ||
         (IsUpper(name[i - 1]) && i + 1 < name.size() && IsLower(name[i + 1])));
    if (!is_inside || begins) words.emplace_back();
    is_inside = true;
    words.back() += static_cast<char>(IsUpper(c) ? c - 'A' + 'a' : c);
  }
  return words;
}

std::string IdentifierFor(std::string_view name, std::set<std::string>* taken) {
  std::string identifier = absl::StrJoin(WordsOfName(name), "_");
  if (identifier.empty()) identifier = "column";
  if (IsDigit(identifier[0]) || !IsIdentifier(identifier)) {
    identifier = absl::StrCat("the_", identifier);
  }
  std::string unique = identifier;
  for (int i = 2; !taken->insert(unique).second; ++i) {
    unique = absl::StrCat(identifier, "_", i);
  }
  return unique;
}

bool IsNameOfId(std::string_view name) {
  const std::vector<std::string> words = WordsOfName(name);
  return !words.empty() &&
         (words.back() == "id" || words.back() == "uuid" ||
          words.back() == "guid" || words.back() == "key" ||
          (words.size() > 1 && (words.back() == "number" ||
                                words.back() == "no" || words.back() == "nr")));
}

bool IsNameOfAccount(std::string_view name) {
  const std::string joined = absl::StrJoin(WordsOfName(name), "_");
  for (const char* account : {"account", "account_id", "account_name",
                              "company", "company_id", "company_name"}) {
    if (joined == account) return true;
  }
  return false;
}

bool IsNameOfBehaviour(std::string_view name) {
  static const auto* const behaviour = new std::set<std::string>{
      "visit",     "visits",   "visited",    "session",  "sessions",
      "pages",     "views",    "pageviews",  "clicks",   "clicked",
      "opens",     "opened",   "downloads",  "bounce",   "bounces",
      "exit",      "exits",    "spent",      "duration", "minutes",
      "seconds",   "activity", "activities", "logins",   "webinars",
      "calls",     "contacts", "previous",   "recency",  "frequency",
      "purchases", "orders",   "events"};
  return HasAny(WordsOfName(name), *behaviour);
}

std::string SuspicionByName(std::string_view name) {
  const std::vector<std::string> words = WordsOfName(name);
  static const auto* const judgements =
      new std::set<std::string>{"score", "grade", "rating", "quality"};
  static const auto* const states = new std::set<std::string>{
      "stage", "status", "outcome", "disposition", "tag", "tags"};
  static const auto* const ends = new std::set<std::string>{
      "won", "lost", "closed", "close", "converted", "conversion"};
  const bool is_before = HasAny(words, {"previous", "prior", "poutcome"});
  if (is_before) return "";
  if (HasAny(words, *judgements)) {
    return "is called like somebody's judgement of the lead, or another score";
  }
  if (words.size() > 1 && words[0] == "lead" && words.back() == "profile") {
    return "is called like somebody's judgement of the lead, or another score";
  }
  if (words.size() > 1 && words.back() == "index") {
    return "is called like a score of another system";
  }
  if (HasAny(words, *states)) {
    return "is called like something that sales writes while it works";
  }
  if (HasAny(words, *ends)) {
    return "is called like something that is known when all is over";
  }
  if (!words.empty() && words[0] == "last" && words.size() > 1 &&
      HasAny(words, {"activity", "action", "modified", "touch", "step"})) {
    return "holds what came last, for old leads after the outcome";
  }
  return "";
}

}  // namespace leadscore::internal
