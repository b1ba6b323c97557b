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

void ActivityColumns::FindPlainLeads() {
  not_plain_.assign((num_leads() + 63) / 64, 0);
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
  lead_rows_.push_back(static_cast<uint32_t>(lead_row));
  columns.types_.push_back(type);
  columns.times_.push_back(time);
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

void ActivityColumnsBuilder::SetEntry(LogEntry entry) {
  columns_->entry_indices_.resize(size(), -1);
  columns_->entry_indices_.back() =
      static_cast<int32_t>(columns_->entries_.size());
  columns_->entries_.push_back(std::move(entry));
}

int ActivityColumnsBuilder::Compare(size_t i, size_t j) const {
  const ActivityColumns& columns = *columns_;
  if (columns.times_[i] != columns.times_[j]) {
    return columns.times_[i] < columns.times_[j] ? -1 : 1;
  }
  if (columns.types_[i] != columns.types_[j]) {
    const auto name = [&columns](int type) -> std::string_view {
      return type < 0 ? ReservedTypeOf(type)
                      : columns.schema_.types[static_cast<size_t>(type)];
    };
    return name(columns.types_[i]).compare(name(columns.types_[j]));
  }
  return columns.ComparePayload(i, j);
}

bool ActivityColumnsBuilder::IsRepeated(size_t i, size_t j) const {
  return columns_->id_code(i) >= 0 && lead_rows_[i] == lead_rows_[j] &&
         Compare(i, j) == 0;
}

bool ActivityColumnsBuilder::IsInOrder() const {
  for (size_t i = 1; i < size(); ++i) {
    if (lead_rows_[i - 1] > lead_rows_[i]) return false;
    if (lead_rows_[i - 1] < lead_rows_[i]) continue;
    if (Compare(i - 1, i) > 0 || IsRepeated(i - 1, i)) return false;
  }
  return true;
}

// Counts first, so that each lead's activities have a place of their own, where
// they usually stand in order already.
std::vector<uint32_t> ActivityColumnsBuilder::FindOrder(
    size_t num_leads) const {
  // With their times, so that what is compared lies side by side.
  struct Entry {
    Micros time;
    uint32_t index;
  };
  std::vector<uint32_t> ends(num_leads + 1);
  for (uint32_t lead : lead_rows_) ++ends[lead + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<Entry> entries(size());
  for (size_t i = 0; i < size(); ++i) {
    entries[ends[lead_rows_[i]]++] = {columns_->times_[i],
                                      static_cast<uint32_t>(i)};
  }
  const auto is_before = [this](const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time < b.time : Compare(a.index, b.index) < 0;
  };
  auto begin = entries.begin();
  for (size_t lead = 0; lead < num_leads; ++lead) {
    const auto end = entries.begin() + ends[lead];
    if (!std::is_sorted(begin, end, is_before)) {
      std::sort(begin, end, is_before);
    }
    begin = end;
  }
  std::vector<uint32_t> order;
  order.reserve(entries.size());
  for (const Entry& entry : entries) order.push_back(entry.index);
  return order;
}

void ActivityColumnsBuilder::DropRepeats(std::vector<uint32_t>* order) {
  std::vector<ActivityColumns::Repeats>& repeats = columns_->repeats_;
  size_t kept = 0;
  for (uint32_t i : *order) {
    if (kept == 0 || !IsRepeated((*order)[kept - 1], i)) {
      (*order)[kept++] = i;
      continue;
    }
    if (repeats.empty() || repeats.back().lead != lead_rows_[i]) {
      repeats.push_back({lead_rows_[i], 0, 0});
    }
    ++repeats.back().count;
    if (columns_->types_[i] < num_types_) ++repeats.back().known;
  }
  columns_->num_repeated_ = order->size() - kept;
  order->resize(kept);
}

void ActivityColumnsBuilder::Reorder(const std::vector<uint32_t>& order) {
  ActivityColumns& columns = *columns_;
  lead_rows_ = InOrder(order, lead_rows_);
  columns.times_ = InOrder(order, columns.times_);
  columns.types_ = InOrder(order, columns.types_);
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
  for (Column& property : columns.properties_) property.PadTo(size());
  if (!IsInOrder()) {
    std::vector<uint32_t> order = FindOrder(num_leads);
    DropRepeats(&order);
    Reorder(order);
  }
  columns.begins_.assign(num_leads + 1, 0);
  for (uint32_t lead : lead_rows_) ++columns.begins_[lead + 1];
  std::partial_sum(columns.begins_.begin(), columns.begins_.end(),
                   columns.begins_.begin());
  columns.FindPlainLeads();
  lead_rows_.clear();
  return std::move(columns_);
}

}  // namespace leadscore::internal
