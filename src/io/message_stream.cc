#include "src/io/message_stream.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/named_batch.h"
#include "src/io/wire.h"

namespace leadscore::internal {
namespace {

constexpr size_t kChunkBytes = size_t{128} << 10;
constexpr size_t kMostLengthBytes = 10;  // Of a varint.

std::string Delimited(std::string_view first, std::string_view second) {
  std::string bytes;
  uint64_t length = first.size() + second.size();
  for (; length >= 0x80; length >>= 7) {
    bytes += static_cast<char>((length & 0x7F) | 0x80);
  }
  bytes += static_cast<char>(length);
  bytes += first;
  bytes += second;
  return bytes;
}

}  // namespace

// Messages of one schema, and how they are taken.
class MessageStream::Chunk : public RecordChunk {
 public:
  struct Message {
    size_t begin = 0;
    size_t size = 0;
    bool is_too_long = false;  // Then it is but its beginning.
  };

  Chunk(const NamedColumns& columns, const NamedColumns& activities,
        const ReadOptions& options)
      : columns_(columns),
        max_record_bytes_(options.max_record_bytes),
        leads_(columns, activities, options.max_field_bytes) {}

  int64_t bytes_per_record() const override {
    if (messages.empty()) return 0;
    return static_cast<int64_t>(bytes.size() / messages.size());
  }

  size_t MemoryBytes() const override {
    return bytes.capacity() + messages.capacity() * sizeof(Message);
  }

  template <typename Take>
  void TakeAll(RecordTaker* taker, std::vector<RejectedRecord>* rejected,
               Take take) {
    batch_.Prepare(columns_.size(), taker->positions());
    for (size_t i = 0; i < messages.size(); ++i) {
      const int64_t number = first_number + static_cast<int64_t>(i);
      const std::string_view message =
          std::string_view(bytes).substr(messages[i].begin, messages[i].size);
      if (messages[i].is_too_long || !Append(message, number)) {
        batch_.Flush(take);
        AddSingly(messages[i].is_too_long ? TooLong(message, number)
                                          : ReadSingly(message, number),
                  taker, rejected);
      } else if (batch_.is_full()) {
        batch_.Flush(take);
      }
    }
    batch_.Flush(take);
  }

  Record ReadAgain(size_t row) {
    return ReadSingly(batch_.records().raw[row], batch_.records().lines[row]);
  }

  std::string bytes;
  std::vector<Message> messages;
  int64_t first_number = 0;
  std::shared_ptr<const WireSchema> schema;
  std::string schema_bytes;

 private:
  bool Append(std::string_view message, int64_t number) {
    return batch_.Append(
        message, number,
        [&](const CellTarget& target, std::vector<Record>* activities) {
          return leads_.Read(message, *schema, target, activities);
        });
  }

  // A lead that is left out travels alone, so that it needs the schema.
  Record ReadSingly(std::string_view message, int64_t number) {
    Record record = leads_.ReadSingly(message, *schema, number);
    record.raw =
        Delimited(BeginsWithSchema(message) ? "" : schema_bytes, message);
    return record;
  }

  Record TooLong(std::string_view message, int64_t number) const {
    Record record;
    record.raw = std::string(message);
    record.error =
        absl::StrCat("a message of more than ", max_record_bytes_, " bytes");
    record.error_line = number;
    return record;
  }

  const NamedColumns& columns_;
  const size_t max_record_bytes_;
  WireLeads leads_;
  NamedBatch batch_;
};

MessageStream::MessageStream(std::string path, FileContent holds,
                             const ReadOptions& options, int64_t* num_errors)
    : RecordFile(std::move(path), options, num_errors),
      holds_(holds),
      columns_(RecordFile::path(), CellEncoding::kMessage),
      activity_columns_(RecordFile::path(), CellEncoding::kMessage) {}

std::unique_ptr<RecordChunk> MessageStream::NewChunk() const {
  return std::make_unique<Chunk>(columns_, activity_columns_, options());
}

absl::Status MessageStream::ReadHeader() {
  if (holds_ == FileContent::kLeads) return absl::OkStatus();
  if (holds_ == FileContent::kSets) {
    return Fail(0, 0, "a file of sets cannot be one of messages",
                "they stand inside the messages of their leads, as activities "
                "of the type $set");
  }
  return Fail(0, 0, "a file of activities cannot be one of messages",
              "activities stand inside the messages of their leads");
}

absl::Status MessageStream::CutOff() const {
  return absl::InvalidArgumentError(
      absl::StrCat("the file ends inside of message ", next_number_,
                   ": it is cut off, or no stream of messages with their "
                   "lengths in front"));
}

absl::StatusOr<bool> MessageStream::ReadChunk(
    const std::vector<size_t>& /*positions*/, RecordChunk* chunk) {
  auto& messages = *static_cast<Chunk*>(chunk);
  messages.bytes.assign(rest_);
  rest_.clear();
  messages.messages.clear();
  messages.first_number = next_number_;
  size_t pos = 0;
  while (pos < kChunkBytes) {
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_more,
                               ReadMessage(&messages, &pos));
    if (!has_more) break;
  }
  rest_ = messages.bytes.substr(pos);
  messages.bytes.resize(pos);
  messages.schema = schema_;
  messages.schema_bytes = schema_bytes_;
  return !messages.messages.empty();
}

absl::StatusOr<bool> MessageStream::ReadMessage(Chunk* chunk, size_t* pos) {
  std::string& bytes = chunk->bytes;
  while (bytes.size() - *pos < kMostLengthBytes && !is_at_end()) {
    LEADSCORE_RETURN_IF_ERROR(ReadMore(&bytes));
  }
  if (*pos == bytes.size()) return false;
  uint64_t length = 0;
  const size_t length_bytes =
      ReadVarint(std::string_view(bytes).substr(*pos), &length);
  if (length_bytes == 0) return CutOff();
  const size_t begin = *pos + length_bytes;
  const bool is_too_long = length > options().max_record_bytes;
  const uint64_t needed = is_too_long ? options().max_record_bytes : length;
  while (bytes.size() - begin < needed && !is_at_end()) {
    LEADSCORE_RETURN_IF_ERROR(ReadMore(&bytes));
  }
  if (bytes.size() - begin < needed) return CutOff();
  const std::string_view message =
      std::string_view(bytes).substr(begin, needed);
  if (BeginsWithSchema(message) && !is_too_long) {
    if (!chunk->messages.empty()) return false;
    LEADSCORE_RETURN_IF_ERROR(ReadSchemaOf(message));
  } else if (schema_ == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("message ", next_number_,
                     " has no schema: the first Lead of a stream "
                     "has to have one, as its first field"));
  }
  chunk->messages.push_back({begin, needed, is_too_long});
  *pos = begin + needed;
  ++next_number_;
  if (!is_too_long) return true;
  LEADSCORE_RETURN_IF_ERROR(Skip(length - needed, chunk, *pos));
  return false;
}

absl::Status MessageStream::ReadSchemaOf(std::string_view message) {
  absl::StatusOr<std::shared_ptr<const WireSchema>> schema =
      ReadSchema(message, &columns_, &activity_columns_);
  if (!schema.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "message ", next_number_, ": ", schema.status().message()));
  }
  schema_ = *std::move(schema);
  schema_bytes_ = std::string(SchemaFieldsOf(message));
  return absl::OkStatus();
}

absl::Status MessageStream::Skip(uint64_t length, Chunk* chunk, size_t begin) {
  std::string& bytes = chunk->bytes;
  while (true) {
    const uint64_t there = std::min<uint64_t>(length, bytes.size() - begin);
    bytes.erase(begin, there);
    length -= there;
    if (length == 0) return absl::OkStatus();
    if (is_at_end()) {
      --next_number_;
      return CutOff();
    }
    LEADSCORE_RETURN_IF_ERROR(ReadMore(&bytes));
  }
}

void MessageStream::Take(RecordChunk* chunk, RecordTaker* taker,
                         std::vector<RejectedRecord>* rejected) const {
  auto& messages = *static_cast<Chunk*>(chunk);
  messages.TakeAll(taker, rejected, [&](const RecordBatch& batch) {
    AddBatch(
        batch, [&messages](size_t row) { return messages.ReadAgain(row); },
        taker, rejected);
  });
}

}  // namespace leadscore::internal
