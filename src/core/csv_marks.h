// Finds the bytes that give a CSV file its structure, at the speed of memory,
// once for each level of instructions that a processor may have. All levels
// give the same result.

#ifndef LEADSCORE_SRC_CORE_CSV_MARKS_H_
#define LEADSCORE_SRC_CORE_CSV_MARKS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace leadscore::internal {

// Bytes that are looked at at once. What is scanned may be read up to this many
// bytes behind its end, and as many marks may be written behind the last.
inline constexpr size_t kCsvBlockBytes = 64;

struct CsvScan {
  const char* name;

  // Writes the offsets of delimiters, quotes, line feeds and carriage returns,
  // ascending, and gives their number.
  //
  // REQUIRES: data and marks have room for `size` and a block more.
  size_t (*find_marks)(const char* data, size_t size, char delimiter,
                       uint32_t* marks);
};

// Those that this processor can run, the plainest first.
std::vector<const CsvScan*> CsvScans();
const CsvScan& BestCsvScan();

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_CSV_MARKS_H_
