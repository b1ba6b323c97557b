#include "src/table/activity_columns.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/core/bits.h"

namespace leadscore::internal {
namespace {

template <typename T>
std::vector<T> Reordered(const std::vector<T>& values,
                         const std::vector<size_t>& order) {
  std::vector<T> reordered;
  reordered.reserve(order.size());
  for (size_t i : order) reordered.push_back(values[i]);
  return reordered;
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

int ActivityColumns::ComparePayload(size_t i, size_t j) const {
  if (ids_[i] != ids_[j]) {
    const auto id = [this](size_t k) {
      return ids_[k] < 0 ? std::string_view() : id_dictionary_->value(ids_[k]);
    };
    return id(i).compare(id(j));
  }
  if (revisions_[i] != revisions_[j]) {
    return revisions_[i] < revisions_[j] ? -1 : 1;
  }
  for (size_t property : by_name_) {
    const int order = properties_[property].Compare(i, j);
    if (order != 0) return order;
  }
  // Only activities of equal types are compared: both have one, or neither.
  return entry_indices_[i] < 0 || entry_indices_[j] < 0
             ? 0
             : entry(i).Compare(entry(j));
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
      if (ids_[i] >= 0) {
        size_t& last = last_lead[static_cast<size_t>(ids_[i])];
        is_plain = is_plain && last != lead + 1;
        last = lead + 1;
      }
      if (!is_plain) not_plain_[lead / 64] |= uint64_t{1} << (lead % 64);
    }
  }
}

ActivityColumnsBuilder::ActivityColumnsBuilder(ActivitySchema schema)
    : columns_(new ActivityColumns(std::move(schema))) {}

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
  lead_rows_.push_back(lead_row);
  columns_->types_.push_back(type);
  columns_->times_.push_back(time);
  columns_->ids_.push_back(id.empty() ? -1
                                      : columns_->id_dictionary_->Encode(id));
  columns_->revisions_.push_back(revision);
  columns_->entry_indices_.push_back(-1);
}

Column& ActivityColumnsBuilder::WritableProperty(size_t index) {
  Column& property = columns_->properties_[index];
  property.PadTo(lead_rows_.size() - 1);
  return property;
}

void ActivityColumnsBuilder::SetEntry(LogEntry entry) {
  columns_->entry_indices_.back() =
      static_cast<int32_t>(columns_->entries_.size());
  columns_->entries_.push_back(std::move(entry));
}

std::shared_ptr<const ActivityColumns> ActivityColumnsBuilder::Build(
    size_t num_leads) {
  ActivityColumns& columns = *columns_;
  for (Column& property : columns.properties_) {
    property.PadTo(lead_rows_.size());
  }
  const auto type_name = [&columns](size_t i) -> std::string_view {
    const int type = columns.types_[i];
    return type < 0 ? ReservedTypeOf(type)
                    : columns.schema_.types[static_cast<size_t>(type)];
  };
  // The canonical order; zero only for activities alike in everything.
  const auto compare = [&](size_t i, size_t j) {
    if (columns.times_[i] != columns.times_[j]) {
      return columns.times_[i] < columns.times_[j] ? -1 : 1;
    }
    if (columns.types_[i] != columns.types_[j]) {
      return type_name(i).compare(type_name(j));
    }
    return columns.ComparePayload(i, j);
  };
  std::vector<size_t> order(lead_rows_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t i, size_t j) {
    if (lead_rows_[i] != lead_rows_[j]) return lead_rows_[i] < lead_rows_[j];
    return compare(i, j) < 0;
  });
  const auto is_repeated = [&](size_t i, size_t j) {
    return lead_rows_[i] == lead_rows_[j] && columns.ids_[i] >= 0 &&
           compare(i, j) == 0;
  };
  order.erase(std::unique(order.begin(), order.end(), is_repeated),
              order.end());
  columns.num_repeated_ = lead_rows_.size() - order.size();

  columns.begins_.assign(num_leads + 1, 0);
  for (size_t i : order) ++columns.begins_[lead_rows_[i] + 1];
  std::partial_sum(columns.begins_.begin(), columns.begins_.end(),
                   columns.begins_.begin());
  columns.times_ = Reordered(columns.times_, order);
  columns.types_ = Reordered(columns.types_, order);
  columns.revisions_ = Reordered(columns.revisions_, order);
  columns.ids_ = Reordered(columns.ids_, order);
  columns.entry_indices_ = Reordered(columns.entry_indices_, order);
  for (Column& property : columns.properties_) {
    property = property.Reordered(order);
  }
  columns.FindPlainLeads();
  lead_rows_.clear();
  return std::move(columns_);
}

}  // namespace leadscore::internal
