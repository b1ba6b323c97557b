#include <memory>
#include <utility>

#include "leadscore/csv.h"
#include "src/io/activity_records.h"
#include "src/io/csv_file.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {

class CsvTableReader::Impl {
 public:
  Impl(const Model& model, CsvOptions options)
      : model_(model),
        options_(std::move(options)),
        leads_(std::make_shared<internal::LeadColumns>(model.lead_schema())),
        activities_(model.activity_schema()),
        lead_records_(model_.checked(), options_, leads_.get(), &result_),
        activity_leads_(*leads_, lead_records_, &result_),
        activity_records_(model_.checked(), &activity_leads_, &activities_,
                          &result_) {}

  absl::Status ReadLeads(const std::string& path) {
    return Read(path, &lead_records_, /*needs_records=*/true,
                &result_.leads_rejected);
  }

  absl::Status ReadActivities(const std::string& path) {
    return Read(path, &activity_records_, /*needs_records=*/false,
                &result_.activities_rejected);
  }

  CsvTables Finish() {
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
  absl::Status Read(const std::string& path, internal::CsvRecordTaker* taker,
                    bool needs_records, int64_t* rejected) {
    return internal::CsvFile(path, options_, &num_errors_)
        .Read(taker, needs_records, rejected);
  }

  const Model model_;
  const CsvOptions options_;
  CsvTables result_;
  int64_t num_errors_ = 0;
  std::shared_ptr<internal::LeadColumns> leads_;
  internal::ActivityColumnsBuilder activities_;
  internal::LeadRecords lead_records_;
  internal::LeadsOfTable activity_leads_;
  internal::ActivityRecords activity_records_;
};

CsvTableReader::CsvTableReader(const Model& model, CsvOptions options)
    : impl_(std::make_unique<Impl>(model, std::move(options))) {}
CsvTableReader::~CsvTableReader() = default;
CsvTableReader::CsvTableReader(CsvTableReader&&) noexcept = default;
CsvTableReader& CsvTableReader::operator=(CsvTableReader&&) noexcept = default;

absl::Status CsvTableReader::ReadLeads(const std::string& path) {
  return impl_->ReadLeads(path);
}

absl::Status CsvTableReader::ReadActivities(const std::string& path) {
  return impl_->ReadActivities(path);
}

CsvTables CsvTableReader::Finish() { return impl_->Finish(); }

}  // namespace leadscore
