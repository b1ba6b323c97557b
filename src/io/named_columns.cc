#include "src/io/named_columns.h"

#include <algorithm>

#include "src/core/text.h"

namespace leadscore::internal {
namespace {

constexpr size_t kMostOthers = 1'000;

}  // namespace

absl::StatusOr<ptrdiff_t> NamedColumns::FindColumn(std::string_view name,
                                                   ValueType type) {
  const std::string_view trimmed = TrimWhitespace(name);
  if (encoding_ != CellEncoding::kMessage) type = ValueType::kUnspecified;
  const ptrdiff_t found = PositionOf(trimmed, type);
  if (found >= 0) return found;
  names_.emplace_back(trimmed);
  positions_.emplace(std::pair(std::string_view(names_.back()), type),
                     names_.size() - 1);
  return static_cast<ptrdiff_t>(names_.size() - 1);
}

absl::StatusOr<size_t> NamedColumns::NeedColumn(std::string_view name,
                                                std::string_view /*purpose*/,
                                                std::string /*remedy*/) {
  return static_cast<size_t>(*FindColumn(name, ValueType::kUnspecified));
}

ptrdiff_t NamedColumns::PositionOf(std::string_view name) const {
  return PositionOf(name, ValueType::kUnspecified);
}

ptrdiff_t NamedColumns::PositionOf(std::string_view name,
                                   ValueType type) const {
  const auto found = positions_.find(std::pair(name, type));
  return found == positions_.end() ? -1 : static_cast<ptrdiff_t>(found->second);
}

bool NamedColumns::IsThere(ptrdiff_t position) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = static_cast<size_t>(position);
  // Without records there is no telling.
  return !seen_.has_records ||
         (at < seen_.is_there.size() && seen_.is_there[at]);
}

std::vector<std::string> NamedColumns::UnreadColumns() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {seen_.others.begin(), seen_.others.end()};
}

void NamedColumns::Add(const Seen& seen) {
  const std::lock_guard<std::mutex> lock(mutex_);
  seen_.has_records = seen_.has_records || seen.has_records;
  seen_.is_there.resize(std::max(seen_.is_there.size(), seen.is_there.size()));
  for (size_t i = 0; i < seen.is_there.size(); ++i) {
    if (seen.is_there[i]) seen_.is_there[i] = true;
  }
  for (const std::string& other : seen.others) {
    if (seen_.others.size() == kMostOthers) break;
    seen_.others.insert(other);
  }
}

}  // namespace leadscore::internal
