#include "src/io/csv_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/io/column_cells.h"

namespace leadscore {

std::string CsvError::ToString() const {
  std::string text = file;
  if (line > 0) absl::StrAppend(&text, ":", line, ":", column);
  absl::StrAppend(&text, text.empty() ? "" : ": ", "error: ", message, "\n");
  if (!remedy.empty()) absl::StrAppend(&text, "  remedy: ", remedy, "\n");
  return text;
}

namespace internal {

CsvFault FaultAt(const CsvField& field, std::string message,
                 std::string remedy) {
  return CsvFault{field.line, field.column, std::move(message),
                  std::move(remedy)};
}

std::optional<CsvFault> CheckText(const CsvField& field) {
  if (IsCleanText(field.text)) return std::nullopt;
  if (field.text.find('\0') != std::string::npos) {
    return FaultAt(field, "a NUL byte", "the file may be binary or UTF-16");
  }
  return FaultAt(field, "not valid UTF-8", "save the file as UTF-8");
}

void CsvPositions::Add(ptrdiff_t position) {
  if (position < 0) return;
  const auto at = static_cast<size_t>(position);
  const auto place = std::lower_bound(all_.begin(), all_.end(), at);
  if (place == all_.end() || *place != at) all_.insert(place, at);
}

const std::string_view* CsvPositions::FieldsAt(ptrdiff_t position,
                                               const CsvBatch& batch) const {
  const auto place =
      std::lower_bound(all_.begin(), all_.end(), static_cast<size_t>(position));
  return batch.column(static_cast<size_t>(place - all_.begin()));
}

CsvFile::CsvFile(std::string path, const CsvOptions& options,
                 int64_t* num_errors)
    : path_(std::move(path)), options_(options), num_errors_(num_errors) {}

absl::Status CsvFile::Fail(int64_t line, int column, std::string message,
                           std::string remedy) {
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(path_, ": ", message));
  if (options_.on_error) {
    options_.on_error(
        CsvError{path_, line, column, std::move(message), std::move(remedy)});
  }
  return status;
}

absl::Status CsvFile::FailWith(const absl::Status& status) {
  const absl::Status reported =
      Fail(0, 0, std::string(status.message().data(), status.message().size()));
  return absl::Status(status.code(), reported.message());
}

absl::Status CsvFile::ReadHeader() {
  const absl::StatusOr<bool> more = reader_->Next(&header_);
  if (!more.ok()) return FailWith(more.status());
  if (!*more) {
    return Fail(0, 0, "an empty file",
                "the first line has to be a header with the names of the "
                "columns");
  }
  if (!header_.error.empty()) {
    return Fail(header_.error_line, header_.error_column, header_.error,
                header_.remedy);
  }
  for (const CsvField& field : header_.fields) {
    if (const std::optional<CsvFault> fault = CheckText(field)) {
      return Fail(fault->line, fault->column,
                  absl::StrCat("the header: ", fault->message), fault->remedy);
    }
  }
  is_found_.assign(header_.fields.size(), false);
  return absl::OkStatus();
}

std::optional<CsvFault> CsvFile::AddSingly(const CsvRecord& record,
                                           CsvRecordTaker* taker) const {
  if (!record.error.empty()) {
    return CsvFault{record.error_line, record.error_column, record.error,
                    record.remedy};
  }
  if (record.fields.size() != header_.fields.size()) {
    return CsvFault{
        record.line, 1,
        absl::StrCat("a record of ", record.fields.size(),
                     record.fields.size() == 1 ? " field" : " fields",
                     ", but the header has ", header_.fields.size()),
        "a field that holds the delimiter has to be quoted"};
  }
  return taker->Add(record);
}

void CsvFile::AddBatch(const CsvBatch& batch, CsvRecordTaker* taker,
                       std::vector<CsvRejected>* rejected) const {
  const uint64_t apart = taker->Parse(batch);
  for (size_t row = 0; row < batch.size; ++row) {
    const uint64_t apart_from_here = apart >> row;
    const size_t end =
        apart_from_here == 0 ? batch.size : row + LowestBit(apart_from_here);
    if (row < end) row = taker->AddRows(batch, row, end);
    if (row == batch.size) break;
    const CsvRecord record = ReadAgain(batch, row, options_.delimiter);
    if (auto fault = AddSingly(record, taker)) {
      rejected->push_back({*std::move(fault), record.raw});
    }
  }
}

void CsvFile::Take(const CsvChunk& chunk, CsvRecordTaker* taker,
                   std::vector<CsvRejected>* rejected) const {
  auto single = chunk.singles.begin();
  for (size_t batch = 0; batch <= chunk.num_batches; ++batch) {
    for (; single != chunk.singles.end() && single->before_batch == batch;
         ++single) {
      if (auto fault = AddSingly(single->record, taker)) {
        rejected->push_back({*std::move(fault), single->record.raw});
      }
    }
    if (batch < chunk.num_batches) {
      AddBatch(chunk.batches[batch], taker, rejected);
    }
  }
}

absl::Status CsvFile::Reject(const CsvRejected& rejected) {
  ++*num_errors_;
  const CsvFault& fault = rejected.fault;
  if (options_.on_error) {
    options_.on_error(
        CsvError{path_, fault.line, fault.column, fault.message, fault.remedy});
  }
  if (options_.on_rejected) {
    if (!std::exchange(has_rejected_, true)) {
      options_.on_rejected(path_, header_.raw, /*is_header=*/true);
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

absl::Status CsvFile::Open() {
  DecompressionLimits limits;
  limits.max_bytes = options_.max_decompressed_bytes;
  absl::StatusOr<std::unique_ptr<InputFile>> source =
      InputFile::Open(path_, limits);
  if (!source.ok()) return FailWith(source.status());
  source_ = *std::move(source);
  reader_.emplace(
      [this](char* buffer, size_t size) { return source_->Read(buffer, size); },
      options_.delimiter,
      CsvLimits{options_.max_field_bytes, options_.max_record_bytes});
  return ReadHeader();
}

absl::StatusOr<bool> CsvFile::NextChunk(const std::vector<size_t>& positions,
                                        CsvChunk* chunk) {
  LEADSCORE_RETURN_IF_ERROR(
      reader_->NextChunk(header_.fields.size(), positions, chunk));
  const bool has_more = chunk->num_batches > 0 || !chunk->singles.empty();
  has_records_ = has_records_ || has_more;
  return has_more;
}

absl::Status CsvFile::Finish(bool needs_records) {
  if (needs_records && !has_records_) {
    return Fail(0, 0, "a header, but nothing below it");
  }
  if (*num_errors_ > options_.max_errors) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": ", *num_errors_,
                     *num_errors_ == 1 ? " bad record" : " bad records"));
  }
  return absl::OkStatus();
}

absl::Status CsvFile::Read(CsvRecordTaker* taker, bool needs_records,
                           int64_t* rejected) {
  LEADSCORE_RETURN_IF_ERROR(Open());
  LEADSCORE_RETURN_IF_ERROR(taker->BindHeader(*this));
  CsvChunk chunk;
  std::vector<CsvRejected> left_out;
  while (true) {
    const absl::StatusOr<bool> more = NextChunk(taker->positions(), &chunk);
    if (!more.ok()) return FailWith(more.status());
    if (!*more) return Finish(needs_records);
    left_out.clear();
    Take(chunk, taker, &left_out);
    for (const CsvRejected& record : left_out) {
      ++*rejected;
      LEADSCORE_RETURN_IF_ERROR(Reject(record));
    }
  }
}

absl::StatusOr<ptrdiff_t> CsvFile::FindColumn(std::string_view name) {
  ptrdiff_t position = -1;
  for (size_t i = 0; i < header_.fields.size(); ++i) {
    const CsvField& field = header_.fields[i];
    if (TrimWhitespace(field.text) != TrimWhitespace(name)) continue;
    if (position >= 0) {
      return Fail(field.line, field.column,
                  absl::StrCat("the column ", Quoted(name),
                               " stands twice in the header"),
                  "rename or remove one of them");
    }
    position = static_cast<ptrdiff_t>(i);
  }
  if (position >= 0) is_found_[static_cast<size_t>(position)] = true;
  return position;
}

absl::StatusOr<size_t> CsvFile::NeedColumn(std::string_view name,
                                           std::string_view purpose,
                                           std::string remedy) {
  LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position, FindColumn(name));
  if (position >= 0) return static_cast<size_t>(position);
  std::vector<std::string_view> names;
  for (const CsvField& field : header_.fields) names.push_back(field.text);
  if (header_.fields.size() == 1) {
    for (const char* delimiter : {";", "\t", "|", ","}) {
      if (header_.fields[0].text.find(delimiter) == std::string::npos) continue;
      remedy = absl::StrCat("the fields seem to be separated by ",
                            Quoted(delimiter), "; that is set by --delimiter");
    }
  }
  return Fail(header_.line, 1,
              absl::StrCat("no column ", Quoted(name), " for ", ToAbsl(purpose),
                           DidYouMean(name, names)),
              std::move(remedy));
}

std::vector<std::string> CsvFile::UnreadColumns() const {
  std::vector<std::string> columns;
  for (size_t i = 0; i < header_.fields.size(); ++i) {
    if (is_found_[i]) continue;
    columns.emplace_back(TrimWhitespace(header_.fields[i].text));
  }
  return columns;
}

}  // namespace internal
}  // namespace leadscore
