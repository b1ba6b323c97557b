// A file of JSON lines.

#ifndef LEADSCORE_SRC_IO_JSON_FILE_H_
#define LEADSCORE_SRC_IO_JSON_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/io/named_columns.h"
#include "src/io/record_file.h"

namespace leadscore::internal {

class JsonFile : public RecordFile {
 public:
  // With `has_activities`, they may stand inside the records.
  JsonFile(std::string path, bool has_activities, const ReadOptions& options,
           int64_t* num_errors);

  std::unique_ptr<RecordChunk> NewChunk() const override;
  void Take(RecordChunk* chunk, RecordTaker* taker,
            std::vector<RejectedRecord>* rejected) const override;
  RecordHeader& header() override { return columns_; }
  RecordHeader* activity_header() override {
    return has_activities_ ? &activity_columns_ : nullptr;
  }

 private:
  class Chunk;

  absl::Status ReadHeader() override;
  absl::StatusOr<bool> ReadChunk(const std::vector<size_t>& positions,
                                 RecordChunk* chunk) override;
  const char* WithoutRecords() const override { return "an empty file"; }

  // Reads the next whole lines, some or none.
  absl::Status ReadLines(Chunk* chunk);
  // Passes over the rest of a line that is too long.
  absl::Status SkipLine();

  const bool has_activities_;
  // What chunks have of the columns is noted as they are taken.
  mutable NamedColumns columns_;
  mutable NamedColumns activity_columns_;
  std::string rest_;  // What was read behind the last chunk.
  int64_t next_line_ = 1;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_JSON_FILE_H_
