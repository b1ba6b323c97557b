#include "src/io/shard_filter.h"

#include <cstdint>

#include "leadscore/model.h"
#include "src/exec/lead_facts.h"
#include "src/io/byte_digest.h"

namespace leadscore {
namespace {

bool ShardsByAccount(const internal::CheckedModel& model) {
  return internal::HasAccountSignals(model) ||
         !model.spec.account_scores.empty();
}

}  // namespace

bool ShardsByAccount(const Model& model) {
  return ShardsByAccount(model.checked());
}

namespace internal {

ShardFilter::ShardFilter(const CheckedModel& model,
                         const std::optional<Shard>& shard)
    : shard_(shard.value_or(Shard())), by_account_(ShardsByAccount(model)) {}

bool ShardFilter::TakesKey(std::string_view key) const {
  return StableHash(key) % static_cast<uint64_t>(shard_.of) ==
         static_cast<uint64_t>(shard_.number - 1);
}

}  // namespace internal
}  // namespace leadscore
