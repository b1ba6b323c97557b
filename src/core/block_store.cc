#include "src/core/block_store.h"

#include <sys/mman.h>

#include <new>

namespace leadscore::internal {
namespace {

// Costs nothing but addresses until it is written.
constexpr size_t kSlabBlocks = 1'024;
constexpr size_t kSlabBytes = kSlabBlocks * BlockStore::kBlockBytes;

}  // namespace

BlockStore::~BlockStore() {
  for (void* slab : slabs_) munmap(slab, kSlabBytes);
}

void* BlockStore::Take() {
  if (slabs_.empty() || num_taken_ == kSlabBlocks) {
    slabs_.reserve(slabs_.size() + 1);
    void* const slab = mmap(nullptr, kSlabBytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slab == MAP_FAILED) {
#ifdef __cpp_exceptions
      throw std::bad_alloc();
#else
      __builtin_trap();  // As what is allocated otherwise does there.
#endif
    }
    slabs_.push_back(slab);
    num_taken_ = 0;
  }
  return static_cast<char*>(slabs_.back()) + kBlockBytes * num_taken_++;
}

void BlockStore::Release(const void* block) {
  // Fails only where pages are larger than blocks; then it waits for the end.
  madvise(const_cast<void*>(block), kBlockBytes, MADV_DONTNEED);
}

}  // namespace leadscore::internal
