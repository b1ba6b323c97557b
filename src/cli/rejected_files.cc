#include "src/cli/rejected_files.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {

RejectedFiles::RejectedFiles(const std::string& beginning, std::string leads)
    : leads_(std::move(leads)) {
  lead_part_.path = beginning + ".rejected-leads.csv";
  activity_part_.path = beginning + ".rejected-activities.csv";
}

void RejectedFiles::Add(std::string_view file, std::string_view raw) {
  if (!status_.ok()) return;
  Part& part = file == leads_ ? lead_part_ : activity_part_;
  status_ = WithPath(part.path, AddTo(part, raw));
}

absl::Status RejectedFiles::AddTo(Part& part, std::string_view raw) {
  if (part.file == nullptr) {
    LEADSCORE_ASSIGN_OR_RETURN(AtomicFile created,
                               AtomicFile::Create(part.path));
    part.file = std::make_unique<AtomicFile>(std::move(created));
  }
  return part.file->Write(raw);
}

absl::Status RejectedFiles::Commit(std::ostream& err) {
  for (Part* part : {&lead_part_, &activity_part_}) {
    if (!status_.ok() || part->file == nullptr) continue;
    status_ = WithPath(part->path, part->file->Commit());
    if (!status_.ok()) continue;
    err << "leadscore: records that were left out are in " << part->path
        << "\n";
  }
  return status_;
}

}  // namespace leadscore::internal
