// Files of leads and activities with cells of all sorts, from a seed.

#ifndef LEADSCORE_TESTS_TESTING_CSV_FILES_H_
#define LEADSCORE_TESTS_TESTING_CSV_FILES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/score_testing.h"

namespace leadscore::testing {

// A model of attributes of every type, and stages.
inline constexpr char kModelOfCsvFiles[] = R"pb(
  name: 'm'
  time_zone: 'Europe/Berlin'
  null_values: [ '#N/A', '-' ]
  attributes { name: 'flag' type: BOOL }
  attributes { name: 'count' type: INT known_at: 'counted' }
  attributes { name: 'budget' type: DOUBLE }
  attributes { name: 'title' type: STRING null_values: 'none' }
  attributes { name: 'since' type: TIMESTAMP }
  attributes { name: 'born' type: TIMESTAMP time_format: '%d.%m.%Y' }
  attributes { name: 'tags' type: STRING_LIST separator: '|' }
  activities {
    type: 'visit'
    properties { name: 'page' type: STRING }
    properties { name: 'seconds' type: DOUBLE }
  }
  activities {
    type: 'form'
    properties { name: 'page' type: STRING }
  }
  scores {
    name: 's'
    groups {
      name: 'g'
      rules { name: 'r' when: 'lead.flag' points: 1 }
      rules { name: 'c' when: 'lead.count > 0' points: 2.5 }
      rules {
        name: 'v'
        points: 1
        max: 5
        each {
          types: 'visit'
          decay { half_life: '7d' }
        }
      }
    }
  }
  stages { name: 'LEAD' }
  stages {
    name: 'MQL'
    enter {
      name: 'score'
      at_least { score: 's' points: 3 }
    }
  }
)pb";

inline Model ModelOfCsvFiles() { return ParseModelText(kModelOfCsvFiles); }

// Cells of all sorts; one in `rarity` is unusual.
class CsvFileMaker {
 public:
  explicit CsvFileMaker(uint64_t seed) : random_(seed) {
    rarity_ = 2 + Below(60);
  }

  std::string Leads(size_t count) {
    std::string file =
        "id,account,flag,count,counted,budget,title,since,born,tags,note,"
        "other,as of\n";
    for (size_t i = 0; i < count; ++i) {
      file += Row({IsOdd() ? OneOf({"", " ", "1", "\xFF", " x "})
                           : absl::StrCat("lead ", i),
                   OneOf({"", "acme", " acme ", "b\xC3\xBC"}), Flag(), Whole(),
                   IsOdd() ? Instant() : "", Real(), Title(), Instant(), Date(),
                   OneOf({"", "a", "a|b", "a| b |", "#N/A"}),
                   OneOf({"", "note", "\"", "a,b"}), OneOf({"", "\xFF", "x"}),
                   IsOdd() ? Instant() : "2026-11-20T00:00:00Z"});
    }
    return file;
  }

  std::string Activities(size_t count, size_t leads) {
    std::string file =
        "type,lead_id,time,id,revision,page,seconds,attribute,value\n";
    for (size_t i = 0; i < count; ++i) {
      const std::string type =
          IsOdd() ? OneOf({"", " visit", "scroll", "click", "$set", "$retract",
                           "form\xFF", "$other"})
                  : OneOf({"visit", "form"});
      const std::string lead =
          IsOdd() ? OneOf({"nobody", "", "lead 1 ", "\xFF", "lead \xFF"})
                  : absl::StrCat("lead ", Below(leads));
      file += Row({type, lead, Instant(),
                   IsOdd() ? OneOf({"a", " b ", "\xFF", "c"}) : "",
                   IsOdd() ? OneOf({"1", "x", " ", "-3"}) : "", Title(), Real(),
                   type == "$set" ? "count" : "", type == "$set" ? "7" : ""});
    }
    return file;
  }

 private:
  uint64_t Below(uint64_t end) { return random_() % end; }
  bool IsOdd() { return Below(rarity_) == 0; }
  std::string OneOf(const std::vector<std::string>& texts) {
    return texts[Below(texts.size())];
  }

  std::string Flag() {
    return IsOdd() ? OneOf({"YES", " no ", "2", "-", "\xFF"})
                   : OneOf({"true", "0", "", "1"});
  }
  std::string Whole() {
    return IsOdd() ? OneOf({" 5 ", "+5", "-", "#N/A", "1e3", "\xC2\xA0 7",
                            "99999999999999999999", "9223372036854775807",
                            "-9223372036854775808", "--5", "\xFF"})
                   : OneOf({"", "0", "-17", absl::StrCat(Below(100'000))});
  }
  std::string Real() {
    return IsOdd()
               ? OneOf({" 5.5 ", "+5", "-", "#N/A", "1e400", "nan", "-0",
                        "0x10", "1e-400", "\xFF"})
               : OneOf({"", "0", "-17.25", absl::StrCat(Below(1'000), ".5")});
  }
  std::string Title() {
    return IsOdd() ? OneOf({" none", "none", "#N/A", std::string("a\0b", 3),
                            "\xFF", "\xC3\xA9", " "})
                   : OneOf({"", "CEO", " CEO", "Head of Sales",
                            absl::StrCat("title ", Below(50))});
  }
  std::string Instant() {
    return IsOdd() ? OneOf({"2026-02-30T00:00:00Z", "2026-11-20 08:00:00Z",
                            "2026-11-20T08:00:00.25Z", "2026-11-20", "-", "",
                            " 2026-11-20T08:00:00Z ", "0001-01-01T00:00:00Z"})
                   : absl::StrCat("2026-1", Below(3), "-1", Below(10), "T0",
                                  Below(10), ":30:00",
                                  OneOf({"Z", "+01:00", "-05:30"}));
  }
  std::string Date() {
    return IsOdd() ? OneOf({"31.02.2020", "1.2.2020", "x", "-"})
                   : OneOf({"", "24.12.2020"});
  }

  // Quoted where it has to be, and now and then where it need not; a record
  // with a fault now and then.
  std::string Row(std::vector<std::string> cells) {
    if (Below(rarity_ * 10) == 0) cells.pop_back();
    std::string row;
    for (const std::string& cell : cells) {
      const bool is_quoted =
          cell.find_first_of(",\"\n") != std::string::npos || Below(9) == 0;
      if (is_quoted) row += '"';
      for (char c : cell) row += c == '"' ? "\"\"" : std::string(1, c);
      if (is_quoted) row += '"';
      row += ',';
    }
    row.back() = '\n';
    return row;
  }

  std::mt19937_64 random_;
  uint64_t rarity_ = 0;
};

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_CSV_FILES_H_
