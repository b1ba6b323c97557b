#include "src/table/activity_columns.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/core/bits.h"

namespace leadscore::internal {
namespace {

// The values of a column in another order, if it has any.
template <typename T>
std::vector<T> InOrder(const std::vector<uint32_t>& order,
                       const std::vector<T>& values) {
  std::vector<T> ordered;
  if (values.empty()) return ordered;
  ordered.reserve(order.size());
  for (uint32_t i : order) ordered.push_back(values[i]);
  return ordered;
}

// Appends to a column that is empty as long as all its values are `usual`.
template <typename T>
void AppendUnusual(T value, T usual, size_t size_before,
                   std::vector<T>* values) {
  if (values->empty()) {
    if (value == usual) return;
    values->resize(size_before, usual);
  }
  values->push_back(value);
}

}  // namespace

ActivityColumns::ActivityColumns(ActivitySchema schema)
    : schema_(std::move(schema)),
      by_name_(schema_.properties.size()),
      id_dictionary_(std::make_shared<Dictionary>()) {
  std::iota(by_name_.begin(), by_name_.end(), size_t{0});
  std::sort(by_name_.begin(), by_name_.end(), [this](size_t a, size_t b) {
    return schema_.properties[a].name < schema_.properties[b].name;
  });
  for (const ColumnSchema& property : schema_.properties) {
    properties_.emplace_back(property.type);
  }
}

size_t ActivityColumns::MemoryBytes() const {
  size_t bytes =
      begins_.capacity() * sizeof(size_t) +
      (times_.capacity() + revisions_.capacity() + not_plain_.capacity()) *
          sizeof(int64_t) +
      (types_.capacity() + ids_.capacity() + entry_indices_.capacity()) *
          sizeof(int32_t);
  for (const Column& property : properties_) bytes += property.MemoryBytes();
  return bytes;
}

int ActivityColumns::ComparePayload(size_t i, size_t j) const {
  if (id_code(i) != id_code(j)) {
    const auto id = [this](size_t k) {
      return id_code(k) < 0 ? std::string_view()
                            : id_dictionary_->value(id_code(k));
    };
    return id(i).compare(id(j));
  }
  if (revision(i) != revision(j)) return revision(i) < revision(j) ? -1 : 1;
  for (size_t property : by_name_) {
    const int order = properties_[property].Compare(i, j);
    if (order != 0) return order;
  }
  // Only activities of equal types are compared: both have one, or neither.
  return has_entry(i) && has_entry(j) ? entry(i).Compare(entry(j)) : 0;
}

bool ActivityColumns::are_plain(size_t first_lead, size_t end_lead) const {
  for (size_t word = first_lead / kWordBits; word * kWordBits < end_lead;
       ++word) {
    const size_t begin = word * kWordBits;
    uint64_t asked = FirstBits(end_lead - begin);
    if (begin < first_lead) asked &= ~FirstBits(first_lead - begin);
    if ((not_plain_[word] & asked) != 0) return false;
  }
  return true;
}

void ActivityColumns::FindPlainLeads(bool has_reserved_types) {
  not_plain_.assign((num_leads() + 63) / 64, 0);
  if (!has_reserved_types && ids_.empty()) return;
  // By the code of an id: one more than the lead that had it last.
  std::vector<size_t> last_lead(static_cast<size_t>(id_dictionary_->size()));
  for (size_t lead = 0; lead < num_leads(); ++lead) {
    for (size_t i = begin(lead); i < end(lead); ++i) {
      bool is_plain = types_[i] >= 0;
      if (id_code(i) >= 0) {
        size_t& last = last_lead[static_cast<size_t>(id_code(i))];
        is_plain = is_plain && last != lead + 1;
        last = lead + 1;
      }
      if (!is_plain) not_plain_[lead / 64] |= uint64_t{1} << (lead % 64);
    }
  }
}

std::shared_ptr<const ActivityColumns> ActivityColumns::Select(
    const std::vector<int32_t>& leads) const {
  std::shared_ptr<ActivityColumns> selected(new ActivityColumns(schema_));
  std::vector<uint32_t> order;
  selected->not_plain_.assign((leads.size() + kWordBits - 1) / kWordBits, 0);
  for (size_t row = 0; row < leads.size(); ++row) {
    if (leads[row] >= 0) {
      const auto lead = static_cast<size_t>(leads[row]);
      for (size_t i = begin(lead); i < end(lead); ++i) {
        order.push_back(static_cast<uint32_t>(i));
      }
      if (!is_plain(lead)) {
        selected->not_plain_[row / kWordBits] |= BitOf(row % kWordBits);
      }
    }
    selected->begins_.push_back(order.size());
  }
  selected->times_ = InOrder(order, times_);
  selected->types_ = InOrder(order, types_);
  selected->revisions_ = InOrder(order, revisions_);
  selected->ids_ = InOrder(order, ids_);
  selected->id_dictionary_ = id_dictionary_;
  for (size_t p = 0; p < properties_.size(); ++p) {
    selected->properties_[p] = properties_[p].Reordered(order);
  }
  if (entries_.empty()) return selected;
  for (uint32_t i : order) {
    const bool has = has_entry(i);
    selected->entry_indices_.push_back(
        has ? static_cast<int32_t>(selected->entries_.size()) : -1);
    if (has) selected->entries_.push_back(entry(i));
  }
  return selected;
}

ActivityColumnsBuilder::ActivityColumnsBuilder(ActivitySchema schema)
    : columns_(new ActivityColumns(std::move(schema))),
      num_types_(static_cast<int>(columns_->schema_.types.size())) {}

int ActivityColumnsBuilder::FindType(std::string_view type) const {
  const std::vector<std::string>& types = columns_->schema_.types;
  const auto found = std::find(types.begin(), types.end(), type);
  if (found != types.end()) return static_cast<int>(found - types.begin());
  return ReservedCodeOf(type);
}

int ActivityColumnsBuilder::AddType(const std::string& type) {
  const int found = FindType(type);
  if (found != kNoType) return found;
  columns_->schema_.types.push_back(type);
  return static_cast<int>(columns_->schema_.types.size()) - 1;
}

void ActivityColumnsBuilder::Add(size_t lead_row, int type, Micros time,
                                 std::string_view id, int64_t revision) {
  ActivityColumns& columns = *columns_;
  const size_t before = size();
  const bool is_large =
      type <= kLargeType || type > std::numeric_limits<int16_t>::max();
  parts_.Add(lead_row, time,
             is_large ? kLargeType : static_cast<int16_t>(type));
  AppendUnusual(is_large ? type : 0, 0, before, &large_types_);
  if (type < 0) has_reserved_types_ = true;
  AppendUnusual(id.empty() ? -1 : columns.id_dictionary_->Encode(id), -1,
                before, &columns.ids_);
  AppendUnusual(revision, int64_t{0}, before, &columns.revisions_);
  if (!columns.entry_indices_.empty()) columns.entry_indices_.push_back(-1);
}

Column& ActivityColumnsBuilder::WritableProperty(size_t index, size_t count) {
  Column& property = columns_->properties_[index];
  property.PadTo(size() - count);
  return property;
}

void ActivityColumnsBuilder::AddFrom(const ActivityColumns& from, size_t i,
                                     size_t lead_row) {
  const int type = from.type(i);
  Add(lead_row,
      type < num_types_
          ? type
          : AddType(from.schema().types[static_cast<size_t>(type)]),
      from.time(i), from.id(i), from.revision(i));
  if (from.has_entry(i)) SetEntry(from.entry(i));
  for (size_t p = 0; p < from.schema().properties.size(); ++p) {
    if (from.property(p).IsPresent(i)) {
      WritableProperty(p).AppendFrom(from.property(p), i);
    }
  }
}

void ActivityColumnsBuilder::SetEntry(LogEntry entry) {
  columns_->entry_indices_.resize(size(), -1);
  columns_->entry_indices_.back() =
      static_cast<int32_t>(columns_->entries_.size());
  columns_->entries_.push_back(std::move(entry));
}

int ActivityColumnsBuilder::Compare(const PackedActivity& a,
                                    const PackedActivity& b) const {
  if (a.time != b.time) return a.time < b.time ? -1 : 1;
  const int type_of_a = TypeOf(a);
  const int type_of_b = TypeOf(b);
  if (type_of_a != type_of_b) {
    const auto name = [this](int type) -> std::string_view {
      return type < 0 ? ReservedTypeOf(type)
                      : schema().types[static_cast<size_t>(type)];
    };
    return name(type_of_a).compare(name(type_of_b));
  }
  return columns_->ComparePayload(a.index, b.index);
}

bool ActivityColumnsBuilder::IsRepeated(const PackedActivity& a,
                                        const PackedActivity& b) const {
  return columns_->id_code(a.index) >= 0 && Compare(a, b) == 0;
}

bool ActivityColumnsBuilder::HasPayload() const {
  const ActivityColumns& columns = *columns_;
  return !columns.ids_.empty() || !columns.revisions_.empty() ||
         !columns.entries_.empty() ||
         std::any_of(
             columns.properties_.begin(), columns.properties_.end(),
             [](const Column& property) { return property.size() > 0; });
}

// Leaves the first of those that are alike.
PackedActivity* ActivityColumnsBuilder::DropRepeats(size_t lead,
                                                    PackedActivity* begin,
                                                    PackedActivity* end) {
  ActivityColumns::Repeats repeats;
  PackedActivity* kept = begin;
  for (PackedActivity* next = begin; next < end; ++next) {
    if (kept == begin || !IsRepeated(kept[-1], *next)) {
      *kept++ = *next;
      continue;
    }
    ++repeats.count;
    if (TypeOf(*next) < num_types_) ++repeats.known;
  }
  if (repeats.count == 0) return end;
  repeats.lead = static_cast<uint32_t>(lead);
  columns_->repeats_.push_back(repeats);
  columns_->num_repeated_ += repeats.count;
  return kept;
}

void ActivityColumnsBuilder::AppendLead(size_t lead, PackedActivity* begin,
                                        PackedActivity* end,
                                        std::vector<uint32_t>* order) {
  ActivityColumns& columns = *columns_;
  const auto is_before = [this](const PackedActivity& a,
                                const PackedActivity& b) {
    return a.time != b.time ? a.time < b.time : Compare(a, b) < 0;
  };
  // Usually they came in order.
  if (!std::is_sorted(begin, end, is_before)) std::sort(begin, end, is_before);
  if (!columns.ids_.empty()) end = DropRepeats(lead, begin, end);
  for (const PackedActivity* next = begin; next < end; ++next) {
    columns.times_.push_back(next->time);
    columns.types_.push_back(TypeOf(*next));
    if (order != nullptr) order->push_back(next->index);
  }
  columns.begins_.push_back(columns.times_.size());
}

void ActivityColumnsBuilder::AppendPart(size_t part, size_t num_leads,
                                        ActivityParts::Grouped* grouped,
                                        std::vector<uint32_t>* order) {
  const size_t first_lead = part * ActivityParts::kLeadsPerPart;
  parts_.TakeGrouped(
      part, std::min(num_leads - first_lead, ActivityParts::kLeadsPerPart),
      grouped);
  PackedActivity* const activities = grouped->activities.data();
  size_t begin = 0;
  for (size_t i = 0; i < grouped->ends.size(); ++i) {
    const size_t end = grouped->ends[i];
    AppendLead(first_lead + i, activities + begin, activities + end, order);
    begin = end;
  }
}

void ActivityColumnsBuilder::Reorder(const std::vector<uint32_t>& order) {
  ActivityColumns& columns = *columns_;
  bool is_in_order = order.size() == size();
  for (size_t i = 0; i < order.size(); ++i) is_in_order &= order[i] == i;
  if (is_in_order) return;
  columns.revisions_ = InOrder(order, columns.revisions_);
  columns.ids_ = InOrder(order, columns.ids_);
  columns.entry_indices_ = InOrder(order, columns.entry_indices_);
  for (Column& property : columns.properties_) {
    property = property.Reordered(order);
  }
}

std::shared_ptr<const ActivityColumns> ActivityColumnsBuilder::Build(
    size_t num_leads) {
  ActivityColumns& columns = *columns_;
  const bool has_payload = HasPayload();
  for (Column& property : columns.properties_) property.PadTo(size());
  std::vector<uint32_t> order;
  // Memory is taken as they are filled, while that of the parts is given back.
  columns.times_.reserve(size());
  columns.types_.reserve(size());
  columns.begins_.reserve(num_leads + 1);
  if (has_payload) order.reserve(size());
  ActivityParts::Grouped grouped;
  for (size_t part = 0; part < parts_.num_parts(); ++part) {
    AppendPart(part, num_leads, &grouped, has_payload ? &order : nullptr);
  }
  columns.begins_.resize(num_leads + 1, columns.size());
  if (has_payload) Reorder(order);
  columns.FindPlainLeads(has_reserved_types_);
  return std::move(columns_);
}

}  // namespace leadscore::internal
