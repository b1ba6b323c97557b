#include "src/sla/holidays.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "src/core/csv_reader.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

constexpr size_t kMaxDates = 100'000;
constexpr int kMaxEventDays = 366;

absl::Status Mistake(int64_t line, std::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat("line ", line, " of the file: ", std::string(problem)));
}

// ---- CSV -------------------------------------------------------------------

// The column that holds the dates.
absl::StatusOr<size_t> FindDateColumn(const Record& header) {
  std::optional<size_t> found;
  for (size_t i = 0; i < header.fields.size(); ++i) {
    if (FoldText(header.fields[i].text) != "date") continue;
    if (found.has_value()) {
      return Mistake(header.line, "two columns are called \"date\"");
    }
    found = i;
  }
  if (found.has_value()) return *found;
  if (header.fields.size() == 1 && !ParseDate(header.fields[0].text).ok()) {
    return 0;
  }
  return Mistake(header.line, "no header with a column \"date\"");
}

// ---- iCalendar -------------------------------------------------------------

// A content line: NAME;PARAMETER=VALUE:value.
struct ContentLine {
  int64_t number = 0;  // Of its first line in the file.
  std::string name;    // In capitals.
  std::string value;
  bool is_date = false;  // VALUE=DATE.
};

// Splits a file into content lines. A line that begins with a blank goes on
// with the one before.
class ContentLines {
 public:
  explicit ContentLines(std::string_view text) : rest_(text) {}

  // The next one; nothing at the end.
  absl::StatusOr<std::optional<ContentLine>> Next() {
    std::string text;
    do {
      if (rest_.empty()) return std::optional<ContentLine>();
      text = TakeLine();
    } while (TrimWhitespace(text).empty());
    ContentLine line;
    line.number = number_;
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      text += TakeLine().substr(1);
    }
    const size_t colon = FindColon(text);
    const size_t name_end = std::min(text.find_first_of(";:"), text.size());
    if (colon == std::string::npos || name_end == 0) {
      return Mistake(line.number, "not a line of iCalendar (NAME:value)");
    }
    line.name = absl::AsciiStrToUpper(text.substr(0, name_end));
    const std::string parameters =
        absl::AsciiStrToUpper(text.substr(name_end, colon - name_end)) + ";";
    line.is_date = parameters.find(";VALUE=DATE;") != std::string::npos;
    line.value =
        std::string(TrimWhitespace(std::string_view(text).substr(colon + 1)));
    return std::optional<ContentLine>(std::move(line));
  }

 private:
  std::string TakeLine() {
    const size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string line(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ++number_;
    return line;
  }

  // The colon behind name and parameters; those may hold others in quotes.
  static size_t FindColon(const std::string& text) {
    bool in_quotes = false;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') in_quotes = !in_quotes;
      if (text[i] == ':' && !in_quotes) return i;
    }
    return std::string::npos;
  }

  std::string_view rest_;
  int64_t number_ = 0;
};

// "20261225", or midnight as "20261225T000000" on any wall.
absl::StatusOr<absl::CivilDay> ParseEventDate(const ContentLine& line) {
  const std::string& value = line.value;
  if (!line.is_date && value.size() > 8 && value.substr(8) != "T000000") {
    return Mistake(
        line.number,
        "an event that is not of whole days; write it as an override "
        "of the calendar");
  }
  if (value.size() >= 8) {
    const absl::StatusOr<absl::CivilDay> date = ParseDate(absl::StrCat(
        value.substr(0, 4), "-", value.substr(4, 2), "-", value.substr(6, 2)));
    if (date.ok() && (date->year() < 1900 || date->year() > 2500)) {
      return Mistake(line.number, "a year outside 1900 to 2500");
    }
    if (date.ok() && (value.size() == 8 || !line.is_date)) return *date;
  }
  return Mistake(line.number, "not a date such as 20261225");
}

// One event while it is read.
class Event {
 public:
  explicit Event(int64_t line) : line_(line) {}

  absl::Status Take(const ContentLine& line) {
    if (line.name == "RRULE" || line.name == "RDATE") {
      return Mistake(line.number,
                     "an event that recurs by a rule, which is not followed; "
                     "export each date as an event of its own");
    }
    if (line.name == "STATUS") {
      is_cancelled_ = absl::AsciiStrToUpper(line.value) == "CANCELLED";
    } else if (line.name == "DTSTART" || line.name == "DTEND") {
      LEADSCORE_ASSIGN_OR_RETURN(const absl::CivilDay date,
                                 ParseEventDate(line));
      std::optional<absl::CivilDay>& bound =
          line.name == "DTSTART" ? start_ : end_;
      if (bound.has_value()) {
        return Mistake(line.number, absl::StrCat("a second ", line.name));
      }
      bound = date;
    } else if (line.name == "DURATION") {
      LEADSCORE_ASSIGN_OR_RETURN(days_, ParseDays(line));
    }
    return absl::OkStatus();
  }

  absl::Status Finish(std::vector<std::string>* dates) const {
    if (is_cancelled_) return absl::OkStatus();
    if (!start_.has_value()) return Mistake(line_, "an event without DTSTART");
    const absl::civil_diff_t days =
        end_.has_value() ? std::max<absl::civil_diff_t>(*end_ - *start_, 1)
                         : days_;
    if (end_.has_value() && *end_ < *start_) {
      return Mistake(line_, "an event that ends before it begins");
    }
    if (days > kMaxEventDays) {
      return Mistake(line_, "an event of more than 366 days");
    }
    for (absl::civil_diff_t i = 0; i < days; ++i) {
      dates->push_back(absl::FormatCivilTime(*start_ + i));
    }
    return absl::OkStatus();
  }

 private:
  // "P1D" or "P2W".
  static absl::StatusOr<int> ParseDays(const ContentLine& line) {
    const std::string_view value = line.value;
    const bool is_whole = value.size() >= 3 && value.front() == 'P' &&
                          (value.back() == 'D' || value.back() == 'W');
    const std::optional<uint64_t> count =
        is_whole ? ParseUint64(value.substr(1, value.size() - 2))
                 : std::nullopt;
    if (!count.has_value() || *count < 1 || *count > kMaxEventDays) {
      return Mistake(line.number, "a duration that is not of whole days");
    }
    return static_cast<int>(*count) * (value.back() == 'W' ? 7 : 1);
  }

  int64_t line_;
  bool is_cancelled_ = false;
  std::optional<absl::CivilDay> start_;
  std::optional<absl::CivilDay> end_;
  int days_ = 1;
};

// All that looks at text wants it well-formed.
absl::Status CheckUtf8(std::string_view text) {
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid == std::string_view::npos) return absl::OkStatus();
  const auto line = std::count(
      text.begin(), text.begin() + static_cast<ptrdiff_t>(invalid), '\n');
  return Mistake(line + 1, "text that is not UTF-8; save the file as UTF-8");
}

absl::Status TooManyDates() {
  return absl::InvalidArgumentError("more than 100,000 dates");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseHolidaysCsv(
    std::string_view text) {
  LEADSCORE_RETURN_IF_ERROR(CheckUtf8(text));
  CsvReader reader(
      [&text](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const size_t count = std::min(size, text.size());
        std::copy_n(text.data(), count, buffer);
        text.remove_prefix(count);
        return count;
      },
      ',', CsvLimits());
  std::optional<size_t> column;
  std::vector<std::string> dates;
  for (Record record;;) {
    LEADSCORE_ASSIGN_OR_RETURN(const bool is_there, reader.Next(&record));
    if (!is_there) break;
    if (!record.error.empty()) return Mistake(record.error_line, record.error);
    if (!column.has_value()) {
      LEADSCORE_ASSIGN_OR_RETURN(column, FindDateColumn(record));
      continue;
    }
    if (record.fields.size() <= *column) {
      return Mistake(record.line, "fewer columns than the header");
    }
    const std::string_view date = TrimWhitespace(record.fields[*column].text);
    if (const auto parsed = ParseDate(date); !parsed.ok()) {
      return Mistake(record.line, ToStd(parsed.status().message()));
    }
    if (dates.size() == kMaxDates) return TooManyDates();
    dates.emplace_back(date);
  }
  if (!column.has_value()) {
    return absl::InvalidArgumentError("the file is empty");
  }
  return dates;
}

absl::StatusOr<std::vector<std::string>> ParseHolidaysIcs(
    std::string_view text) {
  LEADSCORE_RETURN_IF_ERROR(CheckUtf8(text));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  ContentLines lines(text);
  std::vector<std::string> open;  // The components around a line.
  std::optional<Event> event;
  std::vector<std::string> dates;
  bool is_calendar = false;
  for (;;) {
    LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ContentLine> line,
                               lines.Next());
    if (!line.has_value()) break;
    if (line->name == "BEGIN") {
      constexpr size_t kMaxDepth = 16;
      if (open.size() == kMaxDepth) {
        return Mistake(line->number, "components nested too deeply");
      }
      open.push_back(absl::AsciiStrToUpper(line->value));
      if (open.size() == 1 && open[0] != "VCALENDAR") {
        return Mistake(line->number, "not a calendar (BEGIN:VCALENDAR)");
      }
      is_calendar = true;
      if (open.back() == "VEVENT") event.emplace(line->number);
      continue;
    }
    if (open.empty()) {
      return Mistake(line->number, "not a calendar (BEGIN:VCALENDAR)");
    }
    if (line->name != "END") {
      if (open.back() == "VEVENT")
        LEADSCORE_RETURN_IF_ERROR(event->Take(*line));
      continue;
    }
    if (absl::AsciiStrToUpper(line->value) != open.back()) {
      return Mistake(
          line->number,
          absl::StrCat("the end of something else than ", Quoted(open.back())));
    }
    if (open.back() == "VEVENT") {
      LEADSCORE_RETURN_IF_ERROR(event->Finish(&dates));
      if (dates.size() > kMaxDates) return TooManyDates();
    }
    open.pop_back();
  }
  if (!open.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the file ends within ", Quoted(open.back())));
  }
  if (!is_calendar) return absl::InvalidArgumentError("the file is empty");
  return dates;
}

}  // namespace leadscore::internal
