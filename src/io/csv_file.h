// A CSV file with a header. One that has no ids can be asked for the column
// "#", which holds the numbers of its records, from 1.

#ifndef LEADSCORE_SRC_IO_CSV_FILE_H_
#define LEADSCORE_SRC_IO_CSV_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/core/csv_reader.h"
#include "src/io/record_file.h"

namespace leadscore::internal {

class CsvFile : public RecordFile, private RecordHeader {
 public:
  using RecordFile::RecordFile;

  std::unique_ptr<RecordChunk> NewChunk() const override;
  void Take(RecordChunk* chunk, RecordTaker* taker,
            std::vector<RejectedRecord>* rejected) const override;
  RecordHeader& header() override { return *this; }

  const std::string& path() const override { return RecordFile::path(); }

 private:
  CellEncoding encoding() const override { return CellEncoding::kText; }
  absl::StatusOr<ptrdiff_t> FindColumn(std::string_view name,
                                       ValueType type) override;
  absl::StatusOr<size_t> NeedColumn(std::string_view name,
                                    std::string_view purpose,
                                    std::string remedy) override;
  bool IsThere(ptrdiff_t position) const override { return position >= 0; }
  std::vector<std::string> UnreadColumns() const override;

  absl::Status ReadHeader() override;
  absl::StatusOr<bool> ReadChunk(const std::vector<size_t>& positions,
                                 RecordChunk* chunk) override;
  const char* WithoutRecords() const override {
    return "a header, but nothing below it";
  }
  std::string_view raw_header() const override { return header_.raw; }
  // Makes a record that has not as many fields as the header one that is wrong,
  // and gives others their numbers if those were asked for.
  Record Checked(Record record, int64_t number) const;
  // The position behind those of the header: that of the numbers.
  size_t number_position() const { return header_.fields.size(); }

  absl::StatusOr<size_t> ReadBytes(char* buffer, size_t size);

  char delimiter_ = ',';
  std::string first_line_;  // Read already, to find the delimiter.
  std::optional<CsvReader> reader_;
  Record header_;
  std::vector<bool> is_found_;  // By column of the header.
  bool has_numbers_ = false;    // They were asked for.
  int64_t num_numbered_ = 0;    // Records so far.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CSV_FILE_H_
