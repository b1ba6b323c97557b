#include "src/scorer/shared_work.h"

#include "src/core/threads.h"

namespace leadscore::internal {

ChunkQueue::ChunkQueue(size_t chunks, size_t threads) : shares_(threads) {
  for (size_t i = 0; i < threads; ++i) {
    shares_[i].next = chunks * i / threads;
    shares_[i].end = chunks * (i + 1) / threads;
  }
}

bool ChunkQueue::Take(size_t thread, size_t* chunk) {
  Share& own = shares_[thread];
  do {
    const std::lock_guard<std::mutex> lock(own.mutex);
    if (own.next < own.end) {
      *chunk = own.next++;
      return true;
    }
  } while (TakeFromOthers(thread));
  return false;
}

bool ChunkQueue::TakeFromOthers(size_t thread) {
  for (size_t i = 1; i < shares_.size(); ++i) {
    Share& other = shares_[(thread + i) % shares_.size()];
    size_t next = 0;
    size_t end = 0;
    {
      const std::lock_guard<std::mutex> lock(other.mutex);
      end = other.end;
      // The other one keeps the smaller half, of one nothing.
      next = other.next + (other.end - other.next) / 2;
      other.end = next;
    }
    if (next == end) continue;
    Share& own = shares_[thread];
    const std::lock_guard<std::mutex> lock(own.mutex);
    own.next = next;
    own.end = end;
    return true;
  }
  return false;
}

void RunAsAsked(const ScoreOptions& options, int count,
                const std::function<void(int)>& work) {
  if (count == 1) {
    work(0);
  } else if (options.executor != nullptr) {
    options.executor(count, work);
  } else {
    RunOnThreads(count, work);
  }
}

}  // namespace leadscore::internal
