#include "leadscore/table_reader.h"

#include <memory>
#include <utility>

#include "src/core/status_macros.h"
#include "src/io/activity_records.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "src/io/new_record_file.h"
#include "src/io/set_records.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {

using internal::NewRecordFile;

class TableReader::Impl {
 public:
  Impl(const Model& model, ReadOptions options)
      : model_(model),
        options_(std::move(options)),
        leads_(std::make_shared<internal::LeadColumns>(model.lead_schema())),
        activities_(model.activity_schema()),
        lead_records_(model_.checked(), options_, leads_.get(),
                      &activity_records_, &result_),
        activity_leads_(*leads_, lead_records_,
                        &result_.activities_of_unknown_leads,
                        &result_.activities_of_rejected_leads),
        activity_records_(model_.checked(), &activity_leads_, &activities_,
                          &result_),
        set_leads_(*leads_, lead_records_, &result_.sets_of_unknown_leads,
                   &result_.sets_of_rejected_leads),
        set_records_(model_.checked(), &set_leads_, &activities_, &result_) {}

  absl::Status ReadLeads(const std::string& path) {
    return Read(path, FileContent::kLeads, &lead_records_,
                &result_.leads_rejected);
  }

  absl::Status ReadActivities(const std::string& path) {
    return Read(path, FileContent::kActivities, &activity_records_,
                &result_.activities_rejected);
  }

  absl::Status ReadSets(const std::string& path) {
    return Read(path, FileContent::kSets, &set_records_,
                &result_.sets_rejected);
  }

  ReadResult Finish() {
    result_.tables.activities =
        ActivityTable(activities_.Build(leads_->size()));
    result_.activities_repeated = static_cast<int64_t>(
        result_.tables.activities.columns().num_repeated());
    leads_->Finish();
    activity_records_.Finish();
    result_.tables.leads = LeadTable(std::move(leads_));
    return std::move(result_);
  }

 private:
  absl::Status Read(const std::string& path, FileContent what,
                    internal::RecordTaker* taker, int64_t* rejected) {
    const auto file = NewRecordFile(path, what, options_, &num_errors_);
    LEADSCORE_RETURN_IF_ERROR(file->Read(
        taker, /*needs_records=*/what == FileContent::kLeads, rejected));
    result_.files.push_back(file->Describe(what));
    return absl::OkStatus();
  }

  const Model model_;
  const ReadOptions options_;
  ReadResult result_;
  int64_t num_errors_ = 0;
  std::shared_ptr<internal::LeadColumns> leads_;
  internal::ActivityColumnsBuilder activities_;
  internal::LeadRecords lead_records_;
  internal::LeadsOfTable activity_leads_;
  internal::ActivityRecords activity_records_;
  internal::LeadsOfTable set_leads_;
  internal::SetRecords set_records_;
};

TableReader::TableReader(const Model& model, ReadOptions options)
    : impl_(std::make_unique<Impl>(model, std::move(options))) {}
TableReader::~TableReader() = default;
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;

absl::Status TableReader::ReadLeads(const std::string& path) {
  return impl_->ReadLeads(path);
}

absl::Status TableReader::ReadActivities(const std::string& path) {
  return impl_->ReadActivities(path);
}

absl::Status TableReader::ReadSets(const std::string& path) {
  return impl_->ReadSets(path);
}

ReadResult TableReader::Finish() { return impl_->Finish(); }

}  // namespace leadscore
