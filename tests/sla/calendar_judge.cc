// Judges calendars by what brute_force.py prints: exits with 0 if all agrees.

#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/business_calendar.h"

namespace leadscore {
namespace {

class Judge {
 public:
  void Take(const std::string& line) {
    std::istringstream words(line);
    std::string what;
    words >> what;
    if (what == "calendar") {
      calendar_.reset();
      is_created_ = false;
      spec_ = CalendarSpec();
      words >> spec_.time_zone >> spec_.from >> spec_.until;
      spec_.name = spec_.time_zone;
      zones_[spec_.time_zone]++;
    } else if (what == "open") {
      OpenSpec open;
      std::string days;
      words >> days >> open.from >> open.to;
      for (char day : days) {
        if (day != ',') open.days.push_back(static_cast<Weekday>(day - '0'));
      }
      spec_.open.push_back(open);
    } else if (what == "holiday") {
      spec_.holidays.emplace_back();
      words >> spec_.holidays.back();
    } else if (what == "override") {
      OverrideSpec special;
      words >> special.date;
      for (ShiftSpec shift; words >> shift.from >> shift.to;) {
        special.open.push_back(shift);
      }
      special.closed = special.open.empty();
      spec_.overrides.push_back(special);
    } else {
      TakeQuery(what, words, line);
    }
  }

  int Finish() const {
    std::cout << zones_.size() << " zones, " << elapsed_ << " spans, " << due_
              << " due instants, " << differences_ << " differences\n";
    return differences_ == 0 && elapsed_ > 0 && due_ > 0 ? 0 : 1;
  }

 private:
  void TakeQuery(const std::string& what, std::istringstream& words,
                 const std::string& line) {
    int64_t from = 0;
    int64_t other = 0;
    int64_t expected = 0;
    words >> from >> other >> expected;
    if (!calendar_.has_value() && !is_created_) Create();
    std::optional<int64_t> found;
    if (calendar_.has_value() && what == "elapsed") {
      const auto elapsed = calendar_->Elapsed(absl::FromUnixSeconds(from),
                                              absl::FromUnixSeconds(other));
      if (elapsed.ok()) found = absl::ToInt64Seconds(*elapsed);
    } else if (calendar_.has_value()) {
      const auto due =
          calendar_->Due(absl::FromUnixSeconds(from), absl::Seconds(other));
      if (due.ok()) found = absl::ToUnixSeconds(*due);
    } else if (what == "elapsed") {
      found = 0;  // Of a calendar that never opens.
    }
    ++(what == "elapsed" ? elapsed_ : due_);
    if (found == expected) return;
    ++differences_;
    std::cout << spec_.time_zone << " from " << spec_.from << ": " << line
              << ", but found "
              << (found.has_value() ? std::to_string(*found) : "nothing")
              << "\n";
  }

  void Create() {
    is_created_ = true;
    absl::StatusOr<BusinessCalendar> made = BusinessCalendar::Create(spec_);
    if (made.ok()) {
      calendar_ = *made;
    } else if (made.status().message() !=
               "the calendar has 1 error: the calendar never opens") {
      std::cout << made.status().message() << "\n";
      ++differences_;
    }
  }

  CalendarSpec spec_;
  std::optional<BusinessCalendar> calendar_;
  bool is_created_ = false;
  std::map<std::string, int> zones_;
  int64_t elapsed_ = 0;
  int64_t due_ = 0;
  int64_t differences_ = 0;
};

}  // namespace
}  // namespace leadscore

int main() {
  leadscore::Judge judge;
  for (std::string line; std::getline(std::cin, line);) judge.Take(line);
  return judge.Finish();
}
