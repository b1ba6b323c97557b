// Lines of JSON, each an object, as cells of columns.

#ifndef LEADSCORE_SRC_IO_JSON_LINES_H_
#define LEADSCORE_SRC_IO_JSON_LINES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/core/record.h"
#include "src/io/named_batch.h"
#include "src/io/named_columns.h"

namespace leadscore::internal {

// Parses lines one by one. A value is the cell that it would be in a CSV file:
// numbers, true and false as they are written, null an empty one; an array as
// cell_parser.h tells. The members of an object "attributes" or "properties"
// count as those of the lead or activity that it stands in, unless somebody
// asked for a column of that name; so do the activities of an array
// "activities" as those of the lead.
class JsonLines {
 public:
  // What has to stand behind a line in memory; it may be anything.
  static constexpr size_t kPadding = 64;

  // `activities` are the columns of those inside leads; null if there are none.
  JsonLines(const NamedColumns& columns, const NamedColumns* activities,
            size_t max_cell_bytes);
  ~JsonLines();
  JsonLines(const JsonLines&) = delete;
  JsonLines& operator=(const JsonLines&) = delete;

  // Reads a line into its cells; those that it does not have stay as they are.
  // `unescaped` gets those that are not in the line as they are, and has to
  // have room for as many bytes as the line, because what it holds must not
  // move. False if something is wrong with the line, which ReadSingly tells.
  bool Read(std::string_view line, const CellTarget& target,
            std::string* unescaped, std::vector<Record>* activities);

  // The same as a record, with the places of its fields, or what is wrong with
  // it.
  Record ReadSingly(std::string_view line, int64_t line_number);

  // What the lines had so far of the columns, and of those of activities.
  void FindSeen();
  const NamedColumns::Seen& seen() const { return seen_; }
  const NamedColumns::Seen& seen_activities() const { return seen_activities_; }

 private:
  class Walker;
  struct Parser;

  const NamedColumns& columns_;
  const NamedColumns* activities_;
  const size_t max_cell_bytes_;
  std::unique_ptr<Parser> parser_;
  NamedColumns::Seen seen_;
  NamedColumns::Seen seen_activities_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_JSON_LINES_H_
