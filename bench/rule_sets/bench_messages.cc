#include "bench/rule_sets/bench_messages.h"

#include <fcntl.h>
#include <google/protobuf/arena.h>
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/rule_sets/bench_files.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/v1/lead.pb.h"

namespace leadscore::bench {
namespace {

void AddColumn(const std::string& name, v1::ValueType type,
               v1::LeadSchema* schema) {
  v1::LeadSchema::Column* column = schema->add_attributes();
  column->set_name(name);
  column->set_type(type);
}

v1::LeadSchema Schema() {
  v1::LeadSchema schema;
  for (int i = 0; i < kTexts; ++i) {
    AddColumn(absl::StrCat("text", i), v1::STRING, &schema);
  }
  for (int i = 0; i < kNumbers; ++i) {
    AddColumn(absl::StrCat("number", i), v1::INT, &schema);
  }
  return schema;
}

// Where the values of a message go; -1 if the model does not read them.
std::vector<int> ColumnsOf(const v1::LeadSchema& schema, const Model& model) {
  std::vector<int> columns;
  for (const v1::LeadSchema::Column& attribute : schema.attributes()) {
    columns.push_back(-1);
    const auto& read = model.lead_schema().columns;
    for (size_t i = 0; i < read.size(); ++i) {
      if (read[i].name == attribute.name()) {
        columns.back() = static_cast<int>(i);
      }
    }
  }
  return columns;
}

void AppendValue(const v1::Value& value, internal::Column* column) {
  switch (value.kind_case()) {
    case v1::Value::kStringValue:
      return column->AppendString(value.string_value());
    case v1::Value::kIntValue:
      return column->AppendInt(value.int_value());
    default:
      return column->AppendMissing();
  }
}

}  // namespace

void WriteLeadsAsMessages(const BenchLeads& leads, std::ostream& out) {
  for (size_t i = 0; i < leads.size; ++i) {
    v1::Lead message;
    if (i == 0) *message.mutable_schema() = Schema();
    message.set_id(LeadId(i));
    for (int column = 0; column < kTexts; ++column) {
      const auto code =
          static_cast<size_t>(leads.codes[static_cast<size_t>(column)][i]);
      const std::vector<std::string>& values = Dictionary(column);
      v1::Value* value = message.add_values();
      if (code < values.size()) value->set_string_value(values[code]);
    }
    for (const std::vector<int64_t>& numbers : leads.numbers) {
      v1::Value* value = message.add_values();
      if (numbers[i] != kNoNumber) value->set_int_value(numbers[i]);
    }
    if (!google::protobuf::util::SerializeDelimitedToOstream(message, &out)) {
      std::abort();
    }
  }
}

std::shared_ptr<internal::LeadColumns> ReadByClasses(const Model& model,
                                                     const std::string& path) {
  auto leads = std::make_shared<internal::LeadColumns>(model.lead_schema());
  const int descriptor = open(path.c_str(), O_RDONLY);
  if (descriptor < 0) std::abort();
  google::protobuf::io::FileInputStream file(descriptor, 128 << 10);
  file.SetCloseOnDelete(true);
  google::protobuf::Arena arena;
  std::vector<int> columns;
  while (true) {
    arena.Reset();
    auto* const message =
        google::protobuf::Arena::CreateMessage<v1::Lead>(&arena);
    bool is_at_end = false;
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(
            message, &file, &is_at_end)) {
      if (!is_at_end) std::abort();
      break;
    }
    if (message->has_schema()) columns = ColumnsOf(message->schema(), model);
    leads->AddRow(message->id(), message->account());
    for (int i = 0; i < message->values_size(); ++i) {
      const int column = columns[static_cast<size_t>(i)];
      if (column < 0) continue;
      AppendValue(message->values(i),
                  &leads->WritableColumn(static_cast<size_t>(column)));
    }
  }
  leads->Finish();
  return leads;
}

}  // namespace leadscore::bench
