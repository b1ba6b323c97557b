// Many leads and their activities, in columns. Tables are filled through a
// TableBuilder here or by a reader of files (table_reader.h), and scored by a
// Scorer.
//
//   TableBuilder builder(model.lead_schema(), model.activity_schema());
//   for (const Lead& lead : leads) {
//     if (absl::Status s = builder.Add(lead); !s.ok()) return s;
//   }
//   Tables tables = builder.Build();

#ifndef LEADSCORE_TABLE_H_
#define LEADSCORE_TABLE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/lead.h"
#include "leadscore/model_spec.h"

namespace leadscore {

namespace internal {
class LeadColumns;
class ActivityColumns;
struct TableBuilderState;
}  // namespace internal

struct ColumnSchema {
  std::string name;
  ValueType type = ValueType::kUnspecified;
};

// The columns of a table of leads, besides id and account.
struct LeadSchema {
  std::vector<ColumnSchema> columns;
  // How many of them, from the first, are attributes; the others tell since
  // when attributes are known. -1: all are attributes.
  int num_attributes = -1;
};

// The types of activity that are kept, and their properties; beside them every
// table keeps the reserved types of lead.h.
struct ActivitySchema {
  std::vector<std::string> types;
  std::vector<ColumnSchema> properties;
  // What entries of reserved types may name.
  std::vector<std::string> scores{};
  std::vector<std::string> stages{};
};

// Leads as columns. Immutable; copies share the data. Thread-safe.
class LeadTable {
 public:
  LeadTable();  // No leads.
  explicit LeadTable(std::shared_ptr<const internal::LeadColumns> columns);

  size_t size() const;
  const LeadSchema& schema() const;

  // REQUIRES: row < size().
  std::string_view id(size_t row) const;
  std::string_view account(size_t row) const;  // Empty: none.

  const internal::LeadColumns& columns() const { return *columns_; }

 private:
  std::shared_ptr<const internal::LeadColumns> columns_;
};

// The activities of the leads of one LeadTable, grouped by lead, each group in
// the canonical order (time, type, id, revision, properties), however they
// arrived. Immutable; copies share the data. Thread-safe.
class ActivityTable {
 public:
  ActivityTable();  // No activities of no leads.
  explicit ActivityTable(
      std::shared_ptr<const internal::ActivityColumns> columns);

  size_t size() const;
  size_t num_leads() const;
  const ActivitySchema& schema() const;

  const internal::ActivityColumns& columns() const { return *columns_; }

 private:
  std::shared_ptr<const internal::ActivityColumns> columns_;
};

struct Tables {
  LeadTable leads;
  ActivityTable activities;  // Of these leads, row by row.
};

class TableBuilder {
 public:
  TableBuilder(LeadSchema leads, ActivitySchema activities);
  ~TableBuilder();
  TableBuilder(TableBuilder&&) noexcept;
  TableBuilder& operator=(TableBuilder&&) noexcept;

  // Adds a lead with its activities. After an error nothing of it is added.
  // An int is taken where the schema says double.
  //
  // Errors:
  //   kInvalidArgument  no id; an attribute, property, score, stage or type of
  //                     activity that the schema does not have, or a value of
  //                     another type; text that is not UTF-8; a time outside
  //                     0001 to 9999; an entry of a reserved type that lacks
  //                     what lead.h says, or an adjustment that ends before it
  //                     begins
  //   kAlreadyExists    a lead with this id was added before
  absl::Status Add(const Lead& lead);

  // Adds an activity of a lead that was added before.
  //
  // Errors: as of Add, and kNotFound if there is no such lead.
  absl::Status AddActivity(std::string_view lead_id, const Activity& activity);

  // The tables of what was added. The builder is empty afterwards.
  Tables Build();

 private:
  std::unique_ptr<internal::TableBuilderState> state_;
};

}  // namespace leadscore

#endif  // LEADSCORE_TABLE_H_
