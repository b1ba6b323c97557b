#include "tests/capi/failing_allocations.h"

#include <execinfo.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace leadscore::testing {

std::atomic<int64_t> allocations_left = -1;
std::atomic<bool> has_allocation_failed = false;
std::atomic<bool>* failed_in_hash_table = nullptr;

}  // namespace leadscore::testing

namespace {

using leadscore::testing::allocations_left;
using leadscore::testing::failed_in_hash_table;
using leadscore::testing::has_allocation_failed;

bool IsInHashTable() {
  constexpr int kMostFrames = 12;
  void* frames[kMostFrames];
  const int count = backtrace(frames, kMostFrames);
  char** const names = backtrace_symbols(frames, count);
  bool is_in = false;
  for (int i = 0; names != nullptr && i < count; ++i) {
    is_in |= std::strstr(names[i], "raw_hash_set") != nullptr;
  }
  std::free(names);
  return is_in;
}

void* Allocate(size_t size, size_t alignment) {
  if (allocations_left >= 0 && allocations_left-- == 0) {
    has_allocation_failed = true;
    if (failed_in_hash_table != nullptr) {
      *failed_in_hash_table = IsInHashTable();
    }
    return nullptr;
  }
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size | 1);
  return std::aligned_alloc(alignment,
                            (size + alignment) / alignment * alignment);
}

void* AllocateOrThrow(size_t size, size_t alignment = 1) {
  void* const memory = Allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(size_t size) { return AllocateOrThrow(size); }
void* operator new[](size_t size) { return AllocateOrThrow(size); }
void* operator new(size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<size_t>(alignment));
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size, 1);
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size, 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, size_t, std::align_val_t) noexcept {
  std::free(memory);
}
