// The columns of a file whose records name their values themselves: those that
// are asked for, and whether they came.

#ifndef LEADSCORE_SRC_IO_NAMED_COLUMNS_H_
#define LEADSCORE_SRC_IO_NAMED_COLUMNS_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/io/record_file.h"

namespace leadscore::internal {

class NamedColumns : public RecordHeader {
 public:
  NamedColumns(std::string path, CellEncoding encoding)
      : path_(std::move(path)), encoding_(encoding) {}

  const std::string& path() const override { return path_; }
  CellEncoding encoding() const override { return encoding_; }

  // Every name has a position, each its own; in messages every name and type,
  // so that columns of one name and several types are told apart.
  absl::StatusOr<ptrdiff_t> FindColumn(std::string_view name,
                                       ValueType type) override;
  absl::StatusOr<size_t> NeedColumn(std::string_view name,
                                    std::string_view purpose,
                                    std::string remedy) override;
  bool IsThere(ptrdiff_t position) const override;
  std::vector<std::string> UnreadColumns() const override;

  // Once all were asked for, these may be called by several threads.
  size_t size() const { return names_.size(); }
  const std::string& name(size_t position) const { return names_[position]; }
  // -1 if nobody asked for it.
  ptrdiff_t PositionOf(std::string_view name) const;
  ptrdiff_t PositionOf(std::string_view name, ValueType type) const;

  // What a part of a file has of the columns.
  struct Seen {
    bool has_records = false;
    std::vector<bool> is_there;                 // By position.
    std::set<std::string, std::less<>> others;  // Some at least.
  };
  void Add(const Seen& seen);

 private:
  const std::string path_;
  const CellEncoding encoding_;
  std::deque<std::string> names_;  // By position; they stay where they are.
  absl::flat_hash_map<std::pair<std::string_view, ValueType>, size_t>
      positions_;

  mutable std::mutex mutex_;
  Seen seen_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_NAMED_COLUMNS_H_
