// Memory in blocks of one size, each of which goes back to the system as soon
// as it is released, in whatever order: that of `new` stays with the process as
// long as something behind it is in use. Used by table/activity_parts.cc.

#ifndef LEADSCORE_SRC_CORE_BLOCK_STORE_H_
#define LEADSCORE_SRC_CORE_BLOCK_STORE_H_

#include <cstddef>
#include <vector>

namespace leadscore::internal {

class BlockStore {
 public:
  static constexpr size_t kBlockBytes = size_t{16} << 10;

  BlockStore() = default;
  BlockStore(const BlockStore&) = delete;
  BlockStore& operator=(const BlockStore&) = delete;
  ~BlockStore();

  // A block, as long as the store lives.
  void* Take();

  // Gives its memory back. It is of no use afterwards.
  static void Release(const void* block);

 private:
  std::vector<void*> slabs_;  // Of many blocks each.
  size_t num_taken_ = 0;      // Of the last slab.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_BLOCK_STORE_H_
