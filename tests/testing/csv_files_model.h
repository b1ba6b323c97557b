// The model of the files that csv_files.h makes, for those who have no gtest.

#ifndef LEADSCORE_TESTS_TESTING_CSV_FILES_MODEL_H_
#define LEADSCORE_TESTS_TESTING_CSV_FILES_MODEL_H_

namespace leadscore::testing {

// Attributes of every type, and stages.
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

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_CSV_FILES_MODEL_H_
