#include "src/io/new_record_file.h"

#include <string_view>
#include <utility>

#include "src/io/csv_file.h"
#include "src/io/json_file.h"
#include "src/io/message_stream.h"

namespace leadscore::internal {
namespace {

bool TakeEnd(std::string_view end, std::string_view* name) {
  if (name->size() < end.size() ||
      name->substr(name->size() - end.size()) != end) {
    return false;
  }
  name->remove_suffix(end.size());
  return true;
}

}  // namespace

std::string_view NameOfContent(FileContent content) {
  switch (content) {
    case FileContent::kLeads:
      return "leads";
    case FileContent::kActivities:
      return "activities";
    case FileContent::kSets:
      break;
  }
  return "sets";
}

std::optional<FileContent> ContentNamed(std::string_view name) {
  for (const FileContent content :
       {FileContent::kLeads, FileContent::kActivities, FileContent::kSets}) {
    if (name == NameOfContent(content)) return content;
  }
  return std::nullopt;
}

std::string_view NameOfFormat(FileFormat format) {
  switch (format) {
    case FileFormat::kCsv:
      return "csv";
    case FileFormat::kJsonLines:
      return "jsonl";
    case FileFormat::kMessages:
      return "messages";
    case FileFormat::kByName:
      break;
  }
  return "";
}

std::optional<FileFormat> FormatNamed(std::string_view name) {
  for (const FileFormat format :
       {FileFormat::kCsv, FileFormat::kJsonLines, FileFormat::kMessages}) {
    if (name == NameOfFormat(format)) return format;
  }
  return std::nullopt;
}

FileFormat FormatOfFile(std::string_view path, FileFormat of_options) {
  if (of_options != FileFormat::kByName) return of_options;
  std::string_view name = path;
  if (!TakeEnd(".gz", &name)) TakeEnd(".zst", &name);
  for (const char* end : {".jsonl", ".ndjson", ".json"}) {
    if (TakeEnd(end, &name)) return FileFormat::kJsonLines;
  }
  for (const char* end : {".binpb", ".pb"}) {
    if (TakeEnd(end, &name)) return FileFormat::kMessages;
  }
  return FileFormat::kCsv;
}

std::unique_ptr<RecordFile> NewRecordFile(std::string path, FileContent what,
                                          const ReadOptions& options,
                                          int64_t* num_errors) {
  const FileFormat format = FormatOfFile(path, options.format);
  if (format == FileFormat::kJsonLines) {
    return std::make_unique<JsonFile>(
        std::move(path), what == FileContent::kLeads, options, num_errors);
  }
  if (format == FileFormat::kMessages) {
    return std::make_unique<MessageStream>(std::move(path), what, options,
                                           num_errors);
  }
  return std::make_unique<CsvFile>(std::move(path), options, num_errors);
}

}  // namespace leadscore::internal
