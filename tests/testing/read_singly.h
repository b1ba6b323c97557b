// What TableReader does, record by record: what batches are judged by.

#ifndef LEADSCORE_TESTS_TESTING_READ_SINGLY_H_
#define LEADSCORE_TESTS_TESTING_READ_SINGLY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/model.h"
#include "leadscore/table_reader.h"
#include "src/core/bits.h"
#include "src/io/activity_records.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "src/io/new_record_file.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore::testing {

// Has every record of a batch taken by itself.
class Singly : public internal::RecordTaker {
 public:
  explicit Singly(internal::RecordTaker* taker) : taker_(taker) {}

  absl::Status BindHeader(internal::RecordHeader& header,
                          internal::RecordHeader* activities) override {
    return taker_->BindHeader(header, activities);
  }
  void NoteColumns() override { taker_->NoteColumns(); }
  std::optional<internal::RecordFault> Add(
      const internal::Record& record) override {
    return taker_->Add(record);
  }
  const std::vector<size_t>& positions() const override {
    return taker_->positions();
  }
  uint64_t Parse(const internal::RecordBatch& batch) override {
    return internal::FirstBits(batch.size);
  }
  size_t AddRows(const internal::RecordBatch& /*batch*/, size_t /*begin*/,
                 size_t end) override {
    return end;
  }

 private:
  internal::RecordTaker* taker_;
};

// Without `activities` only leads are read. `status` gets what reading returns.
inline ReadResult ReadSingly(const Model& model, const ReadOptions& options,
                             const std::string& leads_path,
                             const std::string& activities_path,
                             absl::Status* status) {
  ReadResult read;
  auto leads = std::make_shared<internal::LeadColumns>(model.lead_schema());
  internal::ActivityColumnsBuilder activities(model.activity_schema());
  // They know each other.
  struct Parts {
    Parts(const Model& model, const ReadOptions& options,
          internal::LeadColumns* leads,
          internal::ActivityColumnsBuilder* activities, ReadResult* read)
        : lead_records(model.checked(), options, leads, &activity_records,
                       read),
          activity_leads(*leads, lead_records,
                         &read->activities_of_unknown_leads,
                         &read->activities_of_rejected_leads),
          activity_records(model.checked(), &activity_leads, activities, read) {
    }

    internal::LeadRecords lead_records;
    internal::LeadsOfTable activity_leads;
    internal::ActivityRecords activity_records;
  };
  Parts parts(model, options, leads.get(), &activities, &read);
  int64_t errors = 0;
  Singly leads_singly(&parts.lead_records);
  *status =
      internal::NewRecordFile(leads_path, FileContent::kLeads, options, &errors)
          ->Read(&leads_singly, true, &read.leads_rejected);
  Singly activities_singly(&parts.activity_records);
  if (status->ok() && !activities_path.empty()) {
    *status = internal::NewRecordFile(activities_path, FileContent::kActivities,
                                      options, &errors)
                  ->Read(&activities_singly, false, &read.activities_rejected);
  }
  read.tables.activities = ActivityTable(activities.Build(leads->size()));
  read.activities_repeated =
      static_cast<int64_t>(read.tables.activities.columns().num_repeated());
  leads->Finish();
  parts.activity_records.Finish();
  read.tables.leads = LeadTable(std::move(leads));
  return read;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_READ_SINGLY_H_
