// Serialized leadscore.v1.Lead messages as cells of columns.

#ifndef LEADSCORE_SRC_IO_WIRE_LEADS_H_
#define LEADSCORE_SRC_IO_WIRE_LEADS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/model_spec.h"
#include "src/core/record.h"
#include "src/io/named_batch.h"
#include "src/io/named_columns.h"

namespace leadscore::internal {

// What the values of messages are called, and where their cells go.
struct WireSchema {
  struct Column {
    std::string name;
    ValueType type = ValueType::kUnspecified;
    std::vector<size_t> positions;  // Of cells; most are none or one.
    uint8_t tag = 0;                // What its values begin with.
  };

  std::vector<Column> attributes;
  std::vector<std::string> activity_types;
  std::vector<Column> properties;
};

// Whether a message begins with its schema; it stands nowhere else.
bool BeginsWithSchema(std::string_view message);

// The fields of a message that are its schema, as they stand at its beginning.
std::string_view SchemaFieldsOf(std::string_view message);

// The schema that a message begins with. Notes in the columns what is there.
//
// Errors: kInvalidArgument, it is not a serialized LeadSchema, or an attribute
// has another type than what was asked for.
absl::StatusOr<std::shared_ptr<const WireSchema>> ReadSchema(
    std::string_view message, NamedColumns* leads, NamedColumns* activities);

class WireLeads {
 public:
  WireLeads(const NamedColumns& leads, const NamedColumns& activities,
            size_t max_cell_bytes);

  // Reads a message into its cells, which refer to it; those that it does not
  // have stay as they are. False if something is wrong with it.
  bool Read(std::string_view message, const WireSchema& schema,
            const CellTarget& target, std::vector<Record>* activities);

  // The same as a record, or what is wrong with it.
  Record ReadSingly(std::string_view message, const WireSchema& schema,
                    int64_t number);

 private:
  template <typename Set>
  bool Walk(std::string_view message, const WireSchema& schema, Set set,
            std::vector<Record>* activities);
  template <typename Set>
  bool SetValue(std::string_view bytes,
                const std::vector<WireSchema::Column>& columns, size_t index,
                const char* noun, Set set);
  bool ReadActivity(std::string_view message, const WireSchema& schema,
                    std::vector<Record>* activities);
  bool Fail(std::string error) {
    error_ = std::move(error);
    return false;
  }
  void SetField(Record* record, ptrdiff_t position, std::string text) const;

  const NamedColumns& activities_;
  const size_t max_cell_bytes_;
  const size_t num_lead_columns_;
  const ptrdiff_t id_;
  const ptrdiff_t account_;
  const ptrdiff_t type_;
  const ptrdiff_t time_;
  const ptrdiff_t activity_id_;
  const ptrdiff_t revision_;
  std::string error_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_WIRE_LEADS_H_
