// Reads CSV in both ways that CsvReader offers, for comparing them.

#ifndef LEADSCORE_TESTS_TESTING_CSV_READING_H_
#define LEADSCORE_TESTS_TESTING_CSV_READING_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/core/csv_reader.h"

namespace leadscore::testing {

struct CsvReading {
  char delimiter = ',';
  internal::CsvLimits limits;
  size_t piece = size_t{1} << 20;  // The most bytes that are given at once.
  size_t stride = 1;               // Every how manyeth column is looked at.
};

inline internal::CsvReader::Source InPieces(std::string_view bytes,
                                            size_t piece) {
  return [bytes, piece, pos = size_t{0}](
             char* buffer, size_t size) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min({size, piece, bytes.size() - pos});
    std::copy_n(bytes.data() + pos, count, buffer);
    pos += count;
    return count;
  };
}

// Ends each field in the texts of records: what no file of these tests has in a
// field, unless it is random bytes.
constexpr char kCsvFieldEnd = '\x1F';

// What a record says, with its line.
inline std::string CsvRecordText(const internal::Record& record,
                                 size_t stride) {
  std::string text = std::to_string(record.line) + " ";
  if (!record.error.empty()) {
    return text + "!" + std::to_string(record.error_line) + ":" +
           std::to_string(record.error_column) + " " + record.error;
  }
  for (size_t i = 0; i < record.fields.size(); i += stride) {
    text += record.fields[i].text + kCsvFieldEnd;
  }
  return text;
}

// One by one.
inline std::vector<std::string> ReadCsvPlainly(std::string_view bytes,
                                               const CsvReading& how) {
  internal::CsvReader reader(InPieces(bytes, how.piece), how.delimiter,
                             how.limits);
  std::vector<std::string> records;
  for (internal::Record record;;) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) records.emplace_back(more.status().message());
    if (!more.ok() || !*more) return records;
    records.push_back(CsvRecordText(record, how.stride));
  }
}

// In chunks behind the first record. Counts the records that came in batches,
// and those of them that said something else when they were read again.
inline std::vector<std::string> ReadCsvInChunks(std::string_view bytes,
                                                const CsvReading& how,
                                                size_t* in_batches,
                                                size_t* differing) {
  internal::CsvReader reader(InPieces(bytes, how.piece), how.delimiter,
                             how.limits);
  std::vector<std::string> records;
  internal::Record record;
  const absl::StatusOr<bool> more = reader.Next(&record);
  if (!more.ok()) records.emplace_back(more.status().message());
  if (!more.ok() || !*more) return records;
  records.push_back(CsvRecordText(record, how.stride));
  const size_t width = std::max<size_t>(1, record.fields.size());
  std::vector<size_t> positions;
  for (size_t i = 0; i < width; i += how.stride) positions.push_back(i);
  internal::CsvChunk chunks[2];
  for (int turn = 0;; turn = 1 - turn) {
    internal::CsvChunk& chunk = chunks[turn];
    const absl::Status status = reader.NextChunk(width, positions, &chunk);
    if (!status.ok()) {
      records.emplace_back(status.message());
      return records;
    }
    if (chunk.num_batches == 0 && chunk.singles.empty()) return records;
    auto single = chunk.singles.begin();
    for (size_t b = 0; b <= chunk.num_batches; ++b) {
      for (; single != chunk.singles.end() && single->before_batch == b;
           ++single) {
        records.push_back(CsvRecordText(single->record, how.stride));
      }
      if (b == chunk.num_batches) break;
      const internal::RecordBatch& batch = chunk.batches[b];
      for (size_t i = 0; i < batch.size; ++i) {
        std::string text = std::to_string(batch.lines[i]) + " ";
        for (size_t column = 0; column < positions.size(); ++column) {
          text += std::string(batch.column(column)[i]) + kCsvFieldEnd;
        }
        if (CsvRecordText(ReadAgain(batch, i, how.delimiter), how.stride) !=
            text) {
          ++*differing;
        }
        records.push_back(std::move(text));
      }
      *in_batches += batch.size;
    }
  }
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_CSV_READING_H_
