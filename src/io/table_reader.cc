#include "leadscore/table_reader.h"

#include <memory>
#include <utility>

#include "src/core/status_macros.h"
#include "src/io/activity_records.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "src/io/new_record_file.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {

using internal::NewRecordFile;
using internal::RecordsOf;

class TableReader::Impl {
 public:
  Impl(const Model& model, ReadOptions options)
      : model_(model),
        options_(std::move(options)),
        leads_(std::make_shared<internal::LeadColumns>(model.lead_schema())),
        activities_(model.activity_schema()),
        lead_records_(model_.checked(), options_, leads_.get(),
                      &activity_records_, &result_),
        activity_leads_(*leads_, lead_records_, &result_),
        activity_records_(model_.checked(), &activity_leads_, &activities_,
                          &result_) {}

  absl::Status ReadLeads(const std::string& path) {
    return Read(path, RecordsOf::kLeads, &lead_records_,
                &result_.leads_rejected);
  }

  absl::Status ReadActivities(const std::string& path) {
    return Read(path, RecordsOf::kActivities, &activity_records_,
                &result_.activities_rejected);
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
  absl::Status Read(const std::string& path, RecordsOf what,
                    internal::RecordTaker* taker, int64_t* rejected) {
    const bool holds_leads = what == RecordsOf::kLeads;
    const auto file = NewRecordFile(path, what, options_, &num_errors_);
    LEADSCORE_RETURN_IF_ERROR(
        file->Read(taker, /*needs_records=*/holds_leads, rejected));
    result_.files.push_back(file->Describe(holds_leads));
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

ReadResult TableReader::Finish() { return impl_->Finish(); }

}  // namespace leadscore
