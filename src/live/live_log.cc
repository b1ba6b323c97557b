#include "src/live/live_log.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "src/core/bits.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

uint64_t BitOfId(std::string_view id) {
  return BitOf(absl::HashOf(ToAbsl(id)) % kWordBits);
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

uint32_t LivePayloads::Add(LivePayload payload) {
  if (free_.empty()) {
    payloads_.push_back(std::move(payload));
    return static_cast<uint32_t>(payloads_.size() - 1);
  }
  const uint32_t number = free_.back();
  free_.pop_back();
  payloads_[number] = std::move(payload);
  return number;
}

void LivePayloads::Remove(uint32_t number) {
  if (number == 0) return;
  payloads_[number] = LivePayload();
  free_.push_back(number);
}

size_t LivePayloads::MemoryBytes(size_t num_properties) const {
  size_t bytes = payloads_.capacity() * sizeof(LivePayload) +
                 free_.capacity() * sizeof(uint32_t);
  for (const LivePayload& payload : payloads_) {
    if (!payload.properties.is_empty()) {
      bytes += PackedValues::MemoryBytes(num_properties);
    }
    if (payload.entry != nullptr) bytes += sizeof(LiveEntry);
    // Short ones are kept in place.
    if (payload.id.capacity() >= sizeof(std::string) / 2) {
      bytes += payload.id.capacity() + 1;
    }
  }
  return bytes;
}

LiveLogs::LiveLogs(const CheckedModel& model, TextPool* texts)
    : model_(model), texts_(*texts) {
  const std::vector<ColumnSchema>& properties =
      model.activity_schema.properties;
  for (size_t i = 0; i < properties.size(); ++i) {
    properties_by_name_.push_back(i);
  }
  std::sort(properties_by_name_.begin(), properties_by_name_.end(),
            [&](size_t a, size_t b) {
              return properties[a].name < properties[b].name;
            });
  for (size_t c = 0; c < model.lead_schema.columns.size(); ++c) {
    all_columns_.push_back(c);
  }
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.column < 0 || !attribute.is_read) continue;
    columns_read_.push_back(static_cast<size_t>(attribute.column));
  }
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.known_at_column < 0) continue;
    columns_read_.push_back(static_cast<size_t>(attribute.known_at_column));
  }
  for (int code = 0; code >= kStageCode; --code) {
    reserved_names_.emplace_back(ReservedTypeOf(code));
  }
}

const std::string& LiveLogs::TypeName(int type) const {
  return type >= 0 ? model_.activity_schema.types[static_cast<size_t>(type)]
                   : reserved_names_[static_cast<size_t>(-type)];
}

int LiveLogs::Compare(const LiveRecord& a, const LiveRecord& b) const {
  if (a.time != b.time) return Order(a.time, b.time);
  if (a.type != b.type) return Order(TypeName(a.type), TypeName(b.type));
  const LivePayload& x = PayloadOf(a);
  const LivePayload& y = PayloadOf(b);
  if (x.id != y.id) return Order(x.id, y.id);
  if (x.revision != y.revision) return Order(x.revision, y.revision);
  for (size_t property : properties_by_name_) {
    const int order = PackedValues::Compare(
        PropertyOf(a, property), PropertyOf(b, property),
        model_.activity_schema.properties[property].type, texts_);
    if (order != 0) return order;
  }
  return x.entry == nullptr ? 0 : x.entry->entry.Compare(y.entry->entry);
}

std::optional<int64_t> LiveLogs::PropertyOf(const LiveRecord& record,
                                            size_t property) const {
  if (!record.has_one_text()) {
    return PayloadOf(record).properties.Word(model_.properties.size(),
                                             property);
  }
  if (record.text_property() != property) return std::nullopt;
  return record.text_code();
}

uint32_t LiveLogs::Keep(LivePayload payload) {
  const bool has_id = !payload.id.empty() || payload.revision != 0;
  const PackedValues& properties = payload.properties;
  if (!has_id && payload.entry == nullptr) {
    size_t count = 0;
    size_t last = 0;
    const size_t columns = model_.properties.size();
    for (size_t p = 0; p < columns && !properties.is_empty(); ++p) {
      if (!properties.Word(columns, p).has_value()) continue;
      ++count;
      last = p;
    }
    if (count == 0) return 0;
    constexpr size_t kMostProperties = size_t{1}
                                       << (31 - LiveRecord::kTextBits);
    constexpr int64_t kMostTexts = int64_t{1} << LiveRecord::kTextBits;
    if (count == 1 && last < kMostProperties &&
        model_.properties[last].type == ValueType::kString) {
      const int64_t code = *properties.Word(columns, last);
      if (code < kMostTexts) {
        return LiveRecord::kOneText |
               static_cast<uint32_t>(last) << LiveRecord::kTextBits |
               static_cast<uint32_t>(code);
      }
    }
  }
  return payloads_.Add(std::move(payload));
}

bool LiveLogs::AddUnlessRepeated(Micros time, int type, LivePayload payload,
                                 LiveLead* lead) {
  const bool has_id = !payload.id.empty();
  const bool may_be_known = has_id && (lead->ids & BitOfId(payload.id)) != 0;
  if (has_id) lead->ids |= BitOfId(payload.id);
  LiveRecord record;
  record.time = time;
  record.type = type;
  record.payload = Keep(std::move(payload));
  std::vector<LiveRecord>& records = lead->records;
  if (records.size() == records.capacity()) {
    // Twice as many at once would leave a third of the memory unused.
    records.reserve(records.size() + std::max<size_t>(4, records.size() / 4));
  }
  const auto place =
      std::upper_bound(records.begin(), records.end(), record,
                       [this](const LiveRecord& a, const LiveRecord& b) {
                         return Compare(a, b) < 0;
                       });
  if (may_be_known) {
    if (place != records.begin() && Compare(*(place - 1), record) == 0) {
      payloads_.Remove(record.payload);
      return false;
    }
    const std::string& id = PayloadOf(record).id;
    const bool is_version = std::any_of(
        records.begin(), records.end(),
        [&](const LiveRecord& other) { return PayloadOf(other).id == id; });
    if (is_version) lead->is_plain = false;
  }
  if (type < 0) lead->is_plain = false;
  records.insert(place, record);
  return true;
}

void LiveLogs::Clear(LiveLead* lead) {
  for (const LiveRecord& record : lead->records) {
    if (!record.has_one_text()) payloads_.Remove(record.payload);
  }
  *lead = LiveLead();
}

void LiveLogs::Show(const LiveLead& lead, const std::vector<size_t>& columns,
                    ShownLog* shown) const {
  const std::vector<ColumnSchema>& schema = model_.lead_schema.columns;
  const std::vector<ColumnSchema>& properties =
      model_.activity_schema.properties;
  ListPlaces* const lists = &shown->lists;
  lists->Clear();
  shown->sets.clear();
  shown->records.clear();
  shown->attributes.clear();
  if (!lead.attributes.is_empty()) {
    shown->attributes.resize(schema.size());
    for (size_t c : columns) {
      shown->attributes[c] = lead.attributes.Get(schema, c, texts_, lists);
    }
  }
  shown->properties.resize(lead.records.size() * properties.size());
  ValueView* next_property = shown->properties.data();
  for (const LiveRecord& record : lead.records) {
    RecordView& view = shown->records.emplace_back();
    view.activity.type = record.type;
    view.activity.time_micros = record.time;
    if (record.payload == 0) continue;
    if (record.has_one_text()) {
      const size_t property = record.text_property();
      std::fill_n(next_property, property, ValueView());
      next_property[property] = texts_.Text(record.text_code());
      view.activity.properties =
          absl::MakeConstSpan(next_property, property + 1);
      next_property += property + 1;
      continue;
    }
    const LivePayload& payload = payloads_.Get(record.payload);
    view.activity.id = payload.id;
    view.activity.revision = payload.revision;
    if (!payload.properties.is_empty()) {
      for (size_t p = 0; p < properties.size(); ++p) {
        next_property[p] = payload.properties.Get(properties, p, texts_, lists);
      }
      view.activity.properties =
          absl::MakeConstSpan(next_property, properties.size());
      next_property += properties.size();
    }
    if (payload.entry == nullptr) continue;
    const LogEntry& entry = payload.entry->entry;
    view.stage = entry.stage;
    view.score = entry.score;
    view.points = entry.points;
    view.until = entry.until;
    if (record.type != kSetCode) continue;
    std::vector<SetView>& sets = shown->sets.emplace_back();
    for (const SetValue& value : entry.values) {
      sets.push_back({value.column, ViewOf(value.value, lists)});
    }
    view.sets = sets;
  }
  shown->view.attributes = shown->attributes;
  shown->view.records = shown->records;
  shown->view.is_plain = lead.is_plain;
}

Lead LiveLogs::ToLead(const LiveLead& lead) const {
  ShownLog shown;
  Show(lead, all_columns_, &shown);
  Lead named = leadscore::ToLead(LeadView{shown.attributes, {}},
                                 model_.lead_schema, model_.activity_schema);
  for (size_t i = 0; i < lead.records.size(); ++i) {
    const LivePayload& payload = PayloadOf(lead.records[i]);
    if (payload.entry != nullptr) {
      named.activities.push_back(payload.entry->activity);
      continue;
    }
    const ActivityView& activity = shown.records[i].activity;
    Lead one =
        leadscore::ToLead(LeadView{{}, absl::MakeConstSpan(&activity, 1)},
                          model_.lead_schema, model_.activity_schema);
    named.activities.push_back(std::move(one.activities.front()));
  }
  return named;
}

}  // namespace leadscore::internal
