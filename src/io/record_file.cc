#include "src/io/record_file.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/cell_text.h"
#include "src/io/new_record_file.h"

namespace leadscore {

std::string ReadError::ToString() const {
  std::string text = file;
  if (line > 0) absl::StrAppend(&text, ":", line);
  if (line > 0 && column > 0) absl::StrAppend(&text, ":", column);
  absl::StrAppend(&text, text.empty() ? "" : ": ", "error: ", message, "\n");
  if (!remedy.empty()) absl::StrAppend(&text, "  remedy: ", remedy, "\n");
  return text;
}

namespace internal {

RecordFault FaultAt(const Field& field, std::string message,
                    std::string remedy) {
  return RecordFault{field.line, field.column, std::move(message),
                     std::move(remedy)};
}

std::optional<RecordFault> CheckText(const Field& field) {
  if (IsCleanText(field.text)) return std::nullopt;
  if (field.text.find('\0') != std::string::npos) {
    return FaultAt(field, "a NUL byte", "the file may be binary or UTF-16");
  }
  if (field.text.find_first_not_of(kJsonListMark) != 1 &&
      field.text.front() == kJsonListMark) {
    return FaultAt(field, "a list where a text has to be, or not valid UTF-8");
  }
  return FaultAt(field, "not valid UTF-8", "save the file as UTF-8");
}

void FieldPositions::Add(ptrdiff_t position) {
  if (position < 0) return;
  const auto at = static_cast<size_t>(position);
  const auto place = std::lower_bound(all_.begin(), all_.end(), at);
  if (place == all_.end() || *place != at) all_.insert(place, at);
}

const std::string_view* FieldPositions::FieldsAt(
    ptrdiff_t position, const RecordBatch& batch) const {
  const auto place =
      std::lower_bound(all_.begin(), all_.end(), static_cast<size_t>(position));
  return batch.column(static_cast<size_t>(place - all_.begin()));
}

const std::string_view* FieldPositions::FieldsWithout(
    uint64_t records, ptrdiff_t position, const RecordBatch& batch) {
  const std::string_view* const fields = FieldsAt(position, batch);
  if (records == 0) return fields;
  some_.assign(fields, fields + batch.size);
  for (; records != 0; records &= records - 1) {
    some_[LowestBit(records)] = std::string_view();
  }
  return some_.data();
}

RecordFile::RecordFile(std::string path, const ReadOptions& options,
                       int64_t* num_errors)
    : path_(std::move(path)), options_(options), num_errors_(num_errors) {}

absl::Status RecordFile::Fail(int64_t line, int column, std::string message,
                              std::string remedy) {
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(path_, ": ", message));
  if (options_.on_error) {
    options_.on_error(
        ReadError{path_, line, column, std::move(message), std::move(remedy)});
  }
  return status;
}

absl::Status RecordFile::FailWith(const absl::Status& status) {
  const absl::Status reported =
      Fail(0, 0, std::string(status.message().data(), status.message().size()));
  return absl::Status(status.code(), reported.message());
}

void RecordFile::AddSingly(const Record& record, RecordTaker* taker,
                           std::vector<RejectedRecord>* rejected) {
  std::optional<RecordFault> fault;
  taker->CountRecords(1);
  if (!record.error.empty()) {
    if (!taker->TakesNameless()) return;
    fault = RecordFault{record.error_line, record.error_column, record.error,
                        record.remedy};
  } else {
    fault = taker->Add(record);
  }
  if (fault.has_value()) rejected->push_back({*std::move(fault), record.raw});
}

absl::Status RecordFile::Reject(const RejectedRecord& rejected) {
  ++*num_errors_;
  ++num_rejected_;
  const RecordFault& fault = rejected.fault;
  if (options_.on_error) {
    options_.on_error(ReadError{path_, fault.line, fault.column, fault.message,
                                fault.remedy});
  }
  if (options_.on_rejected) {
    if (!std::exchange(has_rejected_, true) && !raw_header().empty()) {
      options_.on_rejected(path_, raw_header(), /*is_header=*/true);
    }
    options_.on_rejected(path_, rejected.raw, /*is_header=*/false);
  }
  // A run that has to fail goes on a little, to show more than the first error.
  constexpr int64_t kShown = 20;
  if (*num_errors_ > options_.max_errors && *num_errors_ >= kShown) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": ", *num_errors_, " bad records"));
  }
  return absl::OkStatus();
}

absl::Status RecordFile::Open() {
  DecompressionLimits limits;
  limits.max_bytes = options_.max_decompressed_bytes;
  absl::StatusOr<std::unique_ptr<InputFile>> source =
      InputFile::Open(path_, limits);
  if (!source.ok()) return FailWith(source.status());
  source_ = *std::move(source);
  return ReadHeader();
}

absl::Status RecordFile::ReadMore(std::string* bytes) {
  constexpr size_t kBytesAtOnce = size_t{128} << 10;
  const size_t before = bytes->size();
  bytes->resize(before + kBytesAtOnce);
  const absl::StatusOr<size_t> count =
      source_->Read(bytes->data() + before, kBytesAtOnce);
  bytes->resize(before + (count.ok() ? *count : 0));
  LEADSCORE_RETURN_IF_ERROR(count.status());
  is_at_end_ = *count == 0;
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordFile::NextChunk(const std::vector<size_t>& positions,
                                           RecordChunk* chunk) {
  LEADSCORE_ASSIGN_OR_RETURN(const bool has_more, ReadChunk(positions, chunk));
  has_records_ = has_records_ || has_more;
  return has_more;
}

absl::Status RecordFile::Finish(bool needs_records) {
  if (needs_records && !has_records_) return Fail(0, 0, WithoutRecords());
  if (*num_errors_ > options_.max_errors) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": ", *num_errors_,
                     *num_errors_ == 1 ? " bad record" : " bad records"));
  }
  return absl::OkStatus();
}

absl::Status RecordFile::Read(RecordTaker* taker, bool needs_records,
                              int64_t* rejected) {
  LEADSCORE_RETURN_IF_ERROR(Open());
  LEADSCORE_RETURN_IF_ERROR(Bind(taker));
  const std::unique_ptr<RecordChunk> chunk = NewChunk();
  const int64_t records_before = taker->num_records();
  std::vector<RejectedRecord> left_out;
  absl::Status status;
  while (status.ok()) {
    const absl::StatusOr<bool> more =
        NextChunk(taker->positions(), chunk.get());
    if (!more.ok()) status = FailWith(more.status());
    if (!more.ok() || !*more) break;
    left_out.clear();
    Take(chunk.get(), taker, &left_out);
    for (const RejectedRecord& record : left_out) {
      ++*rejected;
      status = Reject(record);
      if (!status.ok()) break;
    }
  }
  CountRecords(taker->num_records() - records_before);
  taker->NoteColumns();
  LEADSCORE_RETURN_IF_ERROR(status);
  return Finish(needs_records);
}

ReadResult::File RecordFile::Describe(FileContent holds) const {
  ReadResult::File file;
  file.path = path_;
  file.holds = holds;
  file.format = FormatOfFile(path_, options_.format);
  file.bytes = source_->bytes_read();
  file.xxh3_128 = source_->digest();
  file.records = num_records_;
  file.rejected = num_rejected_;
  return file;
}

}  // namespace internal
}  // namespace leadscore
