// The columns of a file that a model reads, and their cells.

#ifndef LEADSCORE_SRC_IO_FILE_COLUMNS_H_
#define LEADSCORE_SRC_IO_FILE_COLUMNS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/table_reader.h"
#include "src/io/cell_parser.h"
#include "src/io/column_cells.h"
#include "src/io/record_file.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// A column of a file that goes into a column of a table.
struct FileColumn {
  std::string name;     // In the header.
  std::string named;    // In the model.
  std::string purpose;  // As of ReadResult::AbsentColumn.
  size_t target = 0;    // Index into the schema.
  CellParser parser;
  ptrdiff_t position = -1;  // In a record; -1 if the file lacks it.
};

// A name, or another if there is none.
std::string OrDefault(const std::string& name, const std::string& fallback);

// What to do about a column that is not there: how the model names it.
std::string CalledOtherwise(const char* field);

// Notes the columns that were not asked for.
void NoteUnread(const RecordHeader& header, ReadResult* result);

// Notes a column that the model names if the file lacks it.
void NoteIfAbsent(const RecordHeader& header, const std::string& name,
                  ptrdiff_t position, const char* purpose, ReadResult* result);

// The columns of the model's leads, and how their cells are written; attributes
// first.
std::vector<FileColumn> LeadColumnsOf(const CheckedModel& model);

// Those of its properties of activities.
std::vector<FileColumn> ActivityColumnsOf(const CheckedModel& model);

// How the times of activities are written.
CellParser::Format TimeFormatOf(const CheckedModel& model);

// How values of a type are written if nothing else is said.
CellParser::Format FormatOf(ValueType type, const CheckedModel& model);

// Which column of a file the model calls so, or is called so unless the model
// says otherwise. In a message it is a field.
std::string ColumnName(const RecordHeader& header, const std::string& name,
                       const char* fallback, std::string_view field);

// Finds the columns in the header of a file, whose encoding they get.
absl::Status BindColumns(RecordHeader& header,
                         std::vector<FileColumn>* columns);

// One that a file has, and its cells in batches.
struct BoundColumn {
  ptrdiff_t position;
  size_t target;
  ColumnCells cells;
};

// Those of some columns that the file has, whose positions are added.
std::vector<BoundColumn> BoundColumnsOf(const std::vector<FileColumn>& columns,
                                        FieldPositions* positions);

// What is wrong with a cell, whatever it means.
std::optional<RecordFault> CheckCell(const Field& field,
                                     const CellParser& parser);

// The value of a column that the file has, missing or not, or what is wrong
// with it.
std::optional<RecordFault> ParseValue(const FileColumn& column,
                                      const Record& record,
                                      AttributeValue* value);

// The values of a record, by column of the schema, or what is wrong with one.
std::optional<RecordFault> ParseValues(
    const std::vector<FileColumn>& columns, const Record& record,
    std::vector<std::pair<size_t, AttributeValue>>* values);

// Reads an instant that has to be there; `what` names it.
std::optional<RecordFault> ParseTime(const Field& field,
                                     const CellParser& parser,
                                     const std::string& what,
                                     const std::string& remedy,
                                     absl::Time* time);

// The trimmed text of an optional column; empty if the file lacks it.
std::optional<RecordFault> ParseText(const Record& record, ptrdiff_t position,
                                     std::string* text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_FILE_COLUMNS_H_
