// Columns that are given away as arrays of Arrow.

#ifndef LEADSCORE_SRC_ARROW_ARROW_EXPORT_H_
#define LEADSCORE_SRC_ARROW_ARROW_EXPORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "leadscore/arrow_c_data.h"

namespace leadscore::internal {

// What a column is called, and its type.
struct ExportedField {
  std::string name;
  std::string format;  // Of codes, if there is a dictionary, which is text.
  bool has_dictionary = false;
};

// A buffer of an array.
using ExportedBuffer = std::vector<uint64_t>;

// The memory of a column. Its first buffer says which rows have a value.
struct ExportedColumn {
  size_t length = 0;
  size_t null_count = 0;
  std::vector<ExportedBuffer> buffers;
  std::optional<std::vector<std::string>> dictionary;
};

// The buffers of texts: those without values, offsets of 64 bits, the bytes.
ExportedColumn ExportTexts(const std::vector<std::string>& texts);

// Fills `schema` with that of a batch of these columns, or `array` with their
// memory. Both are released by whoever has them.
void ExportSchema(const std::vector<ExportedField>& fields,
                  ArrowSchema* schema);
void ExportArray(std::vector<ExportedColumn> columns, size_t length,
                 ArrowArray* array);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_EXPORT_H_
