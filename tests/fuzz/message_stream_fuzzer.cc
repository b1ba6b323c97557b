// Reads bytes as a stream of messages, in batches and one by one, which must
// not show; and what the generated classes read of them is the same.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leadscore/messages.h"
#include "src/io/wire.h"
#include "tests/fuzz/file_fuzzing.h"

namespace leadscore::testing {
namespace {

// The leads of a stream by the generated classes; none if anything is unusual.
std::optional<std::vector<Lead>> ReadByClasses(std::string_view bytes) {
  std::vector<Lead> leads;
  v1::LeadSchema schema;
  while (!bytes.empty()) {
    uint64_t length = 0;
    const size_t size = internal::ReadVarint(bytes, &length);
    if (size == 0 || length > bytes.size() - size) return std::nullopt;
    v1::Lead message;
    if (!message.ParseFromArray(bytes.data() + size,
                                static_cast<int>(length))) {
      return std::nullopt;
    }
    bytes.remove_prefix(size + length);
    if (message.has_schema()) schema = message.schema();
    absl::StatusOr<Lead> lead = LeadFromMessage(message, schema);
    if (!lead.ok()) return std::nullopt;
    leads.push_back(*std::move(lead));
  }
  return leads;
}

// Files trim these, and refuse NUL bytes.
bool IsPlainId(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < '\x7F'; });
}

bool HasNul(const std::vector<NamedValue>& values) {
  const auto has = [](const std::string& text) {
    return text.find('\0') != std::string::npos;
  };
  for (const auto& [name, value] : values) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      if (has(*text)) return true;
    }
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      if (std::any_of(list->begin(), list->end(), has)) return true;
    }
  }
  return false;
}

// What the tables of these leads are; none if they cannot be built.
std::optional<Tables> BuildTables(const Model& model,
                                  const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) {
    if (!IsPlainId(lead.id) || !IsPlainId(lead.account)) return std::nullopt;
    if (HasNul(lead.attributes)) return std::nullopt;
    for (const Activity& activity : lead.activities) {
      if (!IsPlainId(activity.id) || HasNul(activity.properties)) {
        return std::nullopt;
      }
    }
    if (!builder.Add(lead).ok()) return std::nullopt;
  }
  return builder.Build();
}

void Check(std::string_view bytes) {
  const Model& model = ModelOfFuzzFiles();
  const FuzzFile file(bytes);
  FuzzReading reading =
      ReadLeadsBothWays(model, file.path(), FileFormat::kMessages);
  if (!reading.status.ok() || !reading.wrong.empty()) return;
  const std::optional<std::vector<Lead>> leads = ReadByClasses(bytes);
  if (!leads.has_value()) return;
  const std::optional<Tables> tables = BuildTables(model, *leads);
  if (!tables.has_value()) return;
  ReadResult expected;
  expected.tables = *tables;
  reading.read.kept.clear();
  FUZZ_CHECK(RowsText(reading.read) == RowsText(expected));
}

}  // namespace
}  // namespace leadscore::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::testing::Check(
      std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
