#include <iterator>
#include <memory>
#include <utility>

#include "leadscore/csv.h"
#include "src/io/activity_records.h"
#include "src/io/csv_file.h"
#include "src/io/lead_records.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {

namespace {

// Leads that were read before their activities.
class LeadsOfTable : public internal::ActivityLeads {
 public:
  LeadsOfTable(const internal::LeadColumns& leads,
               const internal::LeadRecords& records, CsvTables* result)
      : leads_(leads), records_(records), result_(result) {}

  int32_t Find(const internal::Dictionary::Key& id) const override {
    return leads_.FindRow(id);
  }
  void FindAll(const internal::Dictionary::Key* ids, size_t count,
               int32_t* leads) const override {
    leads_.FindRows(ids, count, leads);
  }
  int32_t Add(const internal::Dictionary::Key& /*id*/) override { return -1; }
  void CountUnknown(std::string_view id) override {
    ++(records_.IsRejected(std::string(id))
           ? result_->activities_of_rejected_leads
           : result_->activities_of_unknown_leads);
  }

 private:
  const internal::LeadColumns& leads_;
  const internal::LeadRecords& records_;
  CsvTables* result_;
};

}  // namespace

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
    // Some were met in bad records only.
    for (auto type = result_.unknown_types.begin();
         type != result_.unknown_types.end();) {
      type = type->second == 0 ? result_.unknown_types.erase(type)
                               : std::next(type);
    }
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
  LeadsOfTable activity_leads_;
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
