#include "src/draft/column_kind.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/core/time_format.h"
#include "src/core/time_text.h"
#include "src/draft/column_names.h"

namespace leadscore::internal {
namespace {

// A column that has this share of different values tells leads apart, not
// groups of them ...
constexpr double kKeyShare = 0.9;
// ... if it has at least this many.
constexpr int64_t kFewestKeys = 20;

// Spellings of no value that programs write, and drop-downs that nobody
// touched. "unknown" and "none" are not among them: they may be answers.
bool IsNullSpelling(std::string_view folded) {
  for (const char* spelling :
       {"null", "(null)", "nil", "nan", "n/a", "#n/a", "na", "<na>", "\\n", "-",
        "--", "?", "select", "please select", "(blank)", "(no value)",
        "(empty)"}) {
    if (folded == spelling) return true;
  }
  return false;
}

// A quick look before the real one.
bool MayBeNullSpelling(std::string_view text) {
  constexpr size_t kLongest = 13;
  return text.size() <= kLongest &&
         std::string_view("(#<\\-?nNsSpP").find(text[0]) !=
             std::string_view::npos;
}

bool IsTwoLetters(std::string_view text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && is_capital(text[0]) && is_capital(text[1]);
}

// Whether digits stand for a name, not for a quantity: "00501".
bool IsPadded(std::string_view text) {
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool IsBoolWord(std::string_view text) {
  return ParseBool(text).has_value() && text != "0" && text != "1";
}

bool IsInt(std::string_view text) {
  return ParseInt64(text).has_value() && !IsPadded(text) && text[0] != '+';
}

bool IsDouble(std::string_view text) {
  const std::optional<double> number = ParseDouble(text);
  if (!number.has_value() || IsPadded(text) || text[0] == '+') return false;
  // Digits that a double cannot hold are those of a name.
  return text.size() < 18 ||
         text.find_first_of(".eE") != std::string_view::npos;
}

// What may stand around and between the digits of a number.
constexpr std::string_view kMarks[] = {"$", "\u20ac", "\u00a3", "%", ",", " "};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Whether commas stand between groups of three digits only.
bool IsGroupedRight(std::string_view number) {
  const size_t whole = std::min(number.find('.'), number.size());
  const size_t first = number.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 + (number[0] == '-' ? 1u : 0u)) return false;
  for (size_t i = first; i < whole; i += 4) {
    if (number[i] != ',' || whole - i < 4) return false;
    if (!std::all_of(&number[i + 1], &number[i + 1] + 3, IsDigit)) return false;
  }
  return number.find(',', whole) == std::string_view::npos;
}

// The number of a text such as "$1,200" or "45 %"; adds what had to be taken
// away. Nothing if it is none.
std::optional<double> ParseMarkedNumber(std::string_view text,
                                        std::set<std::string>* marks) {
  std::string number;
  std::vector<std::string_view> seen;
  for (size_t i = 0; i < text.size();) {
    const auto* const mark = std::find_if(
        std::begin(kMarks), std::end(kMarks), [&](std::string_view one) {
          return text.substr(i, one.size()) == one;
        });
    if (mark == std::end(kMarks)) {
      number += text[i++];
      continue;
    }
    // A space between digits is no grouping that is certain.
    if (*mark == " " && i > 0 && i + 1 < text.size() && IsDigit(text[i - 1]) &&
        IsDigit(text[i + 1])) {
      return std::nullopt;
    }
    if (*mark == ",") number += ',';
    seen.push_back(*mark);
    i += mark->size();
  }
  if (!IsGroupedRight(number)) return std::nullopt;
  number.erase(std::remove(number.begin(), number.end(), ','), number.end());
  if (!IsDouble(number)) return std::nullopt;
  for (const std::string_view mark : seen) marks->emplace(mark);
  return ParseDouble(number);
}

// Formats that are tried, those first that read what others misunderstand.
const std::vector<std::string>& TimeFormats() {
  static const auto* const formats =
      new std::vector<std::string>{"%Y-%m-%d",          "%Y-%m-%d %H:%M",
                                   "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S %z",
                                   "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
                                   "%Y/%m/%d",          "%Y/%m/%d %H:%M",
                                   "%Y/%m/%d %H:%M:%S", "%d.%m.%Y",
                                   "%d.%m.%Y %H:%M",    "%d.%m.%Y %H:%M:%S",
                                   "%d %b %Y",          "%d %b %Y %H:%M",
                                   "%d-%b-%Y",          "%b %d, %Y",
                                   "%b %d, %Y %H:%M",   "%b %d, %Y %I:%M %p",
                                   "%d/%m/%Y",          "%d/%m/%Y %H:%M",
                                   "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %I:%M %p",
                                   "%m/%d/%Y",          "%m/%d/%Y %H:%M",
                                   "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p",
                                   "%d-%m-%Y",          "%d-%m-%Y %H:%M",
                                   "%m-%d-%Y",          "%m-%d-%Y %H:%M"};
  return *formats;
}

// Decides what a column is.
class KindFinder {
 public:
  KindFinder(std::string_view name, const Dictionary& texts,
             const std::vector<int64_t>& counts,
             const std::vector<std::string>& null_values,
             const std::string& time_format)
      : name_(name), texts_(texts), counts_(counts), time_format_(time_format) {
    for (const std::string& value : null_values) given_nulls_.insert(value);
  }

  ColumnKind Find() && {
    FindNulls();
    if (kind_.present == 0) {
      kind_.shape = ColumnKind::Shape::kEmpty;
      kind_.note = "no lead has a value";
      return std::move(kind_);
    }
    FindType();
    FindFolding();
    NumberValues();
    FindShape();
    return std::move(kind_);
  }

 private:
  using Shape = ColumnKind::Shape;

  size_t num_codes() const { return static_cast<size_t>(texts_.size()); }
  std::string_view trimmed(size_t code) const { return trimmed_[code]; }
  bool IsPresent(size_t code) const { return is_present_[code]; }

  void FindNulls() {
    is_present_.assign(num_codes(), false);
    std::map<std::string, std::vector<size_t>> spellings;
    bool has_two_letters = false;
    for (size_t code = 0; code < num_codes(); ++code) {
      trimmed_.push_back(TrimWhitespace(texts_.value(static_cast<int>(code))));
      const std::string_view text = trimmed_.back();
      if (text.empty() || counts_[code] == 0) continue;
      if (given_nulls_.count(std::string(text)) > 0) {
        kind_.null_values.emplace_back(text);
        continue;
      }
      if (MayBeNullSpelling(text)) {
        std::string folded = FoldText(text);
        if (IsNullSpelling(folded)) {
          spellings[std::move(folded)].push_back(code);
          continue;
        }
      }
      has_two_letters = has_two_letters || IsTwoLetters(text);
      is_present_[code] = true;
      kind_.present += counts_[code];
    }
    for (const auto& [spelling, codes] : spellings) {
      for (const size_t code : codes) {
        // Namibia, among the codes of other countries.
        if (spelling == "na" && has_two_letters && trimmed(code) == "NA") {
          is_present_[code] = true;
          kind_.present += counts_[code];
        } else {
          kind_.null_values.emplace_back(trimmed(code));
        }
      }
    }
    std::sort(kind_.null_values.begin(), kind_.null_values.end());
    kind_.null_values.erase(
        std::unique(kind_.null_values.begin(), kind_.null_values.end()),
        kind_.null_values.end());
  }

  // The cells whose text passes a test.
  int64_t CountCells(
      const std::function<bool(std::string_view text)>& test) const {
    int64_t count = 0;
    for (size_t code = 0; code < num_codes(); ++code) {
      if (IsPresent(code) && test(trimmed(code))) count += counts_[code];
    }
    return count;
  }
  bool AllCells(const std::function<bool(std::string_view text)>& test) const {
    for (size_t code = 0; code < num_codes(); ++code) {
      if (IsPresent(code) && !test(trimmed(code))) return false;
    }
    return true;
  }

  bool FitsFormat(const std::string& format) const {
    const auto checked = TimeFormat::Create(format);
    return checked.ok() && AllCells([&checked](std::string_view text) {
             return checked->Parse(text, absl::UTCTimeZone()).ok();
           });
  }

  void FindType() {
    if (!time_format_.empty()) {
      kind_.type = ValueType::kTimestamp;
      kind_.time_format = time_format_;
      if (!FitsFormat(time_format_)) {
        kind_.shape = Shape::kAmbiguous;
        kind_.note =
            "some cells are not written in the time format that was "
            "given for it";
      }
      return;
    }
    if (AllCells(IsBoolWord)) {
      kind_.type = ValueType::kBool;
    } else if (AllCells(IsInt)) {
      kind_.type = ValueType::kInt;
    } else if (AllCells(IsDouble)) {
      kind_.type = ValueType::kDouble;
    } else if (!FindMarkedNumbers() && !FindTimes()) {
      NoteNearlyNumbers();
    }
  }

  bool FindMarkedNumbers() {
    std::set<std::string> marks;
    if (!AllCells([&marks](std::string_view text) {
          return ParseMarkedNumber(text, &marks).has_value();
        })) {
      return false;
    }
    kind_.type = ValueType::kDouble;
    kind_.marks.assign(marks.begin(), marks.end());
    return true;
  }

  // Whether of some values nine in ten are times, in one format or another.
  bool MayBeTimes() const {
    constexpr int kSome = 100;
    int seen = 0;
    int read = 0;
    for (size_t code = 0; code < num_codes() && seen < kSome; ++code) {
      if (!IsPresent(code)) continue;
      ++seen;
      const std::string_view text = trimmed(code);
      const auto reads = [text](const std::string& format) {
        return TimeFormat::Create(format)
            ->Parse(text, absl::UTCTimeZone())
            .ok();
      };
      if (ParseInstant(text).ok() ||
          std::any_of(TimeFormats().begin(), TimeFormats().end(), reads)) {
        ++read;
      }
      if (seen == 10 && read == 0) return false;
    }
    return read * 10 >= seen * 9;
  }

  bool FindTimes() {
    if (!MayBeTimes()) return false;
    if (AllCells(
            [](std::string_view text) { return ParseInstant(text).ok(); })) {
      kind_.type = ValueType::kTimestamp;
      return true;
    }
    std::vector<std::string> fitting;
    for (const std::string& format : TimeFormats()) {
      if (FitsFormat(format)) fitting.push_back(format);
    }
    if (fitting.size() == 1) {
      kind_.type = ValueType::kTimestamp;
      kind_.time_format = fitting[0];
      return true;
    }
    if (fitting.size() > 1) {
      kind_.shape = Shape::kAmbiguous;
      kind_.note = absl::StrCat("are its times ", Quoted(fitting[0]), " or ",
                                Quoted(fitting[1]), "? Every cell fits both");
      return true;
    }
    return FindMixedTimes();
  }

  // Times that are written in two ways.
  bool FindMixedTimes() {
    std::vector<bool> is_read(num_codes());
    std::vector<std::string> used;
    int64_t cells = 0;
    for (const std::string& format : TimeFormats()) {
      const auto checked = TimeFormat::Create(format);
      int64_t here = 0;
      for (size_t code = 0; code < num_codes(); ++code) {
        if (!IsPresent(code) || is_read[code] ||
            !checked->Parse(trimmed(code), absl::UTCTimeZone()).ok()) {
          continue;
        }
        is_read[code] = true;
        here += counts_[code];
      }
      if (here > 0) used.push_back(format);
      cells += here;
    }
    if (used.size() < 2 || cells * 10 < kind_.present * 9) return false;
    kind_.shape = Shape::kAmbiguous;
    kind_.note = absl::StrCat(
        "its times are written in ", used.size(), " ways, ", Quoted(used[0]),
        " and ", Quoted(used[1]), " among them; a column can have only one");
    return true;
  }

  void NoteNearlyNumbers() {
    std::set<std::string> ignored;
    const auto is_number = [&ignored](std::string_view text) {
      return ParseMarkedNumber(text, &ignored).has_value();
    };
    const int64_t numbers = CountCells(is_number);
    if (numbers * 2 < kind_.present) return;
    // The most frequent of the others.
    size_t other = num_codes();
    for (size_t code = 0; code < num_codes(); ++code) {
      if (!IsPresent(code) || is_number(trimmed(code))) continue;
      if (other == num_codes() || counts_[code] > counts_[other]) other = code;
    }
    kind_.is_nearly_number = true;
    kind_.note = absl::StrCat(
        FormatGrouped(numbers), " of ", FormatGrouped(kind_.present),
        " cells are numbers, but not those like ", Quoted(trimmed(other)),
        "; if these mean that there is no value, say --null ",
        Quoted(trimmed(other)), ", otherwise write them as numbers too");
  }

  // Whether values come together when white space and case are left out.
  void FindFolding() {
    if (kind_.type != ValueType::kString || kind_.shape != Shape::kValues) {
      return;
    }
    // Keys are left as they are.
    if (static_cast<double>(num_codes()) >=
        kKeyShare * static_cast<double>(kind_.present)) {
      return;
    }
    absl::flat_hash_set<std::string> folded;
    size_t count = 0;
    for (size_t code = 0; code < num_codes(); ++code) {
      if (!IsPresent(code)) continue;
      ++count;
      folded.insert(FoldText(texts_.value(static_cast<int>(code))));
    }
    kind_.fold = folded.size() < count;
  }

  std::string_view ValueOf(size_t code) const {
    if (kind_.type == ValueType::kBool) {
      return *ParseBool(trimmed(code)) ? "true" : "false";
    }
    return kind_.type == ValueType::kString && !kind_.fold
               ? texts_.value(static_cast<int32_t>(code))
               : trimmed(code);
  }

  double NumberOf(size_t code) const {
    std::set<std::string> ignored;
    return kind_.marks.empty() ? *ParseDouble(trimmed(code))
                               : *ParseMarkedNumber(trimmed(code), &ignored);
  }

  void NumberValues() {
    kind_.value_of_code.assign(num_codes(), -1);
    const bool is_number =
        kind_.type == ValueType::kInt || kind_.type == ValueType::kDouble;
    absl::flat_hash_map<double, int32_t> numbers;
    absl::flat_hash_map<std::string, int32_t> texts;
    kind_.values.reserve(num_codes());
    kind_.counts.reserve(num_codes());
    for (size_t code = 0; code < num_codes(); ++code) {
      if (!IsPresent(code)) continue;
      const auto next = static_cast<int32_t>(kind_.values.size());
      int32_t value = next;
      if (is_number) {
        const double number = NumberOf(code) + 0.0;
        value = numbers.try_emplace(number, next).first->second;
        if (value == next) kind_.numbers.push_back(number);
      } else if (kind_.type == ValueType::kBool) {
        value =
            texts.try_emplace(std::string(ValueOf(code)), next).first->second;
      } else if (kind_.fold) {
        value = texts.try_emplace(FoldText(trimmed(code)), next).first->second;
      }
      if (value == next) {
        kind_.values.push_back(ValueOf(code));
        kind_.counts.push_back(0);
      }
      kind_.value_of_code[code] = value;
      kind_.counts[static_cast<size_t>(value)] += counts_[code];
    }
    kind_.distinct = static_cast<int64_t>(kind_.values.size());
  }

  void FindShape() {
    if (kind_.shape != Shape::kValues) return;
    if (kind_.type == ValueType::kTimestamp) {
      kind_.shape = Shape::kTimes;
      return;
    }
    int64_t rows = 0;
    for (const int64_t count : counts_) rows += count;
    if (kind_.distinct == 1 && kind_.present == rows) {
      kind_.shape = Shape::kConstant;
      kind_.note = "the same for all leads";
      return;
    }
    const bool is_apart = kind_.present >= kFewestKeys &&
                          static_cast<double>(kind_.distinct) >=
                              kKeyShare * static_cast<double>(kind_.present);
    if (kind_.type == ValueType::kString) {
      FindShapeOfTexts(is_apart);
    } else if (kind_.type == ValueType::kInt && is_apart && IsKeyOfNumbers()) {
      kind_.shape = Shape::kKey;
      kind_.note = "nearly every lead has its own: a key, not a quantity";
    }
  }

  void FindShapeOfTexts(bool is_apart) {
    int64_t words = 0;
    for (size_t i = 0; i < kind_.values.size(); ++i) {
      const std::string_view value = kind_.values[i];
      words +=
          kind_.counts[i] * (1 + std::count(value.begin(), value.end(), ' '));
    }
    const bool is_long = words > 5 * kind_.present;
    if (is_long && kind_.distinct * 2 > kind_.present && kind_.distinct > 10) {
      kind_.shape = Shape::kFreeText;
      kind_.note = "free text";
    } else if (is_apart) {
      kind_.shape = Shape::kKey;
      kind_.note = "nearly every lead has its own";
    }
  }

  // Ids are called so, or count up without large gaps.
  bool IsKeyOfNumbers() const {
    if (kind_.distinct < kind_.present) return false;
    if (IsNameOfId(name_)) return true;
    const auto [least, largest] =
        std::minmax_element(kind_.numbers.begin(), kind_.numbers.end());
    return *largest - *least < 3.0 * static_cast<double>(kind_.present);
  }

  const std::string_view name_;
  const Dictionary& texts_;
  const std::vector<int64_t>& counts_;
  const std::string& time_format_;
  std::set<std::string> given_nulls_;
  std::vector<std::string_view> trimmed_;  // By code.
  std::vector<bool> is_present_;           // By code.
  ColumnKind kind_;
};

}  // namespace

ColumnKind FindColumnKind(std::string_view name, const Dictionary& texts,
                          const std::vector<int64_t>& counts,
                          const std::vector<std::string>& null_values,
                          const std::string& time_format) {
  return KindFinder(name, texts, counts, null_values, time_format).Find();
}

}  // namespace leadscore::internal
