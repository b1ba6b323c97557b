// Records of a file, one by one or many at once, as cells of columns.

#ifndef LEADSCORE_SRC_CORE_RECORD_H_
#define LEADSCORE_SRC_CORE_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadscore::internal {

struct Field {
  std::string text;
  int64_t line = 0;  // Where it begins, from 1.
  int column = 0;    // In characters, from 1.
};

struct Record {
  std::vector<Field> fields;
  int64_t line = 0;  // Of its first character.
  std::string raw;   // Its bytes as they were read, with the line end.

  // What is wrong with it, and where; empty if nothing is. Then it has no
  // fields. A record that is too long has only the beginning of its bytes.
  std::string error;
  std::string remedy;
  int64_t error_line = 0;
  int error_column = 0;

  // Of a lead: its activities, if they stand inside it.
  std::vector<Record> activities;

  // Of an activity that changes attributes, if it names each: the cells of
  // their values.
  std::vector<std::pair<std::string, Field>> named;
};

// Records in which nothing is wrong, by the columns that were asked for.
struct RecordBatch {
  static constexpr size_t kMostRecords = 64;

  // The fields of a column, by record.
  const std::string_view* column(size_t index) const {
    return fields.data() + index * kMostRecords;
  }

  size_t size = 0;
  std::vector<std::string_view> fields;  // [column * kMostRecords + record]
  std::string_view raw[kMostRecords];    // The bytes of records.
  int64_t lines[kMostRecords] = {};      // Of their first characters.
  std::string unescaped;                 // The fields that have quotes inside.
  // The activities inside leads, by record; empty if there are none.
  std::vector<std::vector<Record>> activities;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_RECORD_H_
