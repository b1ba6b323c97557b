// Which leads belong to a shard. Used by the readers of leads and activities.

#ifndef LEADSCORE_SRC_IO_SHARD_FILTER_H_
#define LEADSCORE_SRC_IO_SHARD_FILTER_H_

#include <optional>
#include <string_view>

#include "leadscore/table_reader.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

class ShardFilter {
 public:
  ShardFilter(const CheckedModel& model, const std::optional<Shard>& shard);

  // Whether there is no other shard.
  bool TakesAll() const { return shard_.of == 1; }

  // Whether leads of one account are in one shard.
  bool by_account() const { return by_account_; }

  // Whether a lead belongs to the shard; its account may be empty.
  bool Takes(std::string_view id, std::string_view account) const {
    return TakesAll() ||
           TakesKey(by_account_ && !account.empty() ? account : id);
  }

  // The same of one of which only the id is known.
  bool TakesId(std::string_view id) const { return TakesAll() || TakesKey(id); }

  // The same of one whose id cannot be read.
  bool TakesNameless() const { return shard_.number == 1; }

 private:
  bool TakesKey(std::string_view key) const;

  Shard shard_;
  bool by_account_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_SHARD_FILTER_H_
