#include "src/cli/rejected_files.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/io/new_record_file.h"

namespace leadscore::internal {

RejectedFiles::RejectedFiles(std::string beginning, const TableInput& input)
    : beginning_(std::move(beginning)), input_(input) {}

std::string RejectedFiles::PathFor(std::string_view file) const {
  const char* end = "";
  switch (FormatOfFile(file, input_.format)) {
    case FileFormat::kJsonLines:
      end = "jsonl";
      break;
    case FileFormat::kMessages:
      end = "binpb";
      break;
    default:
      end = "csv";
  }
  const std::vector<std::string>& sets = input_.sets;
  const bool is_of_sets =
      std::find(sets.begin(), sets.end(), file) != sets.end();
  return absl::StrCat(beginning_, ".rejected-",
                      file == input_.leads ? "leads"
                      : is_of_sets         ? "sets"
                                           : "activities",
                      ".", end);
}

void RejectedFiles::Add(std::string_view file, std::string_view raw) {
  if (!status_.ok()) return;
  const std::string path = PathFor(file);
  status_ = WithPath(path, AddTo(path, raw));
}

absl::Status RejectedFiles::AddTo(const std::string& path,
                                  std::string_view raw) {
  auto file = files_.find(path);
  if (file == files_.end()) {
    LEADSCORE_ASSIGN_OR_RETURN(AtomicFile created, AtomicFile::Create(path));
    file = files_.emplace(path, std::move(created)).first;
  }
  return file->second.Write(raw);
}

absl::Status RejectedFiles::Commit(std::ostream& err) {
  // Leads first.
  for (auto file = files_.rbegin(); file != files_.rend(); ++file) {
    if (!status_.ok()) break;
    status_ = WithPath(file->first, file->second.Commit());
    if (!status_.ok()) break;
    err << "leadscore: records that were left out are in " << file->first
        << "\n";
  }
  return status_;
}

}  // namespace leadscore::internal
