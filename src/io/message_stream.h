// A stream of leadscore.v1.Lead messages, each behind its length as a varint.

#ifndef LEADSCORE_SRC_IO_MESSAGE_STREAM_H_
#define LEADSCORE_SRC_IO_MESSAGE_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/io/named_columns.h"
#include "src/io/record_file.h"
#include "src/io/wire_leads.h"

namespace leadscore::internal {

// The line of a record is the number of its message, from 1.
class MessageStream : public RecordFile {
 public:
  // Unless it holds leads it is refused: all else stands inside leads.
  MessageStream(std::string path, FileContent holds, const ReadOptions& options,
                int64_t* num_errors);

  std::unique_ptr<RecordChunk> NewChunk() const override;
  void Take(RecordChunk* chunk, RecordTaker* taker,
            std::vector<RejectedRecord>* rejected) const override;
  RecordHeader& header() override { return columns_; }
  RecordHeader* activity_header() override { return &activity_columns_; }

 private:
  class Chunk;

  absl::Status ReadHeader() override;
  absl::StatusOr<bool> ReadChunk(const std::vector<size_t>& positions,
                                 RecordChunk* chunk) override;
  const char* WithoutRecords() const override { return "an empty file"; }

  // Reads the message that begins at a place in a chunk; false if the chunk has
  // to end before it.
  absl::StatusOr<bool> ReadMessage(Chunk* chunk, size_t* pos);
  absl::Status ReadSchemaOf(std::string_view message);
  // Passes over bytes that begin at a place in a chunk.
  absl::Status Skip(uint64_t length, Chunk* chunk, size_t begin);
  absl::Status CutOff() const;

  const FileContent holds_;
  NamedColumns columns_;
  NamedColumns activity_columns_;
  std::string rest_;  // What was read behind the last chunk.
  int64_t next_number_ = 1;
  std::shared_ptr<const WireSchema> schema_;
  std::string schema_bytes_;  // As SchemaFieldsOf gives them.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_MESSAGE_STREAM_H_
