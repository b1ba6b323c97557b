// What the threads of one call share.

#ifndef LEADSCORE_SRC_SCORER_SHARED_WORK_H_
#define LEADSCORE_SRC_SCORER_SHARED_WORK_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "leadscore/scorer.h"

namespace leadscore::internal {

// Gives each thread chunks that lie side by side, because a chunk asks the
// memory for the next one. A thread that has done its share takes half of what
// another still has before it.
class ChunkQueue {
 public:
  ChunkQueue(size_t chunks, size_t threads);

  // Sets the next chunk of a thread; false if there are none.
  bool Take(size_t thread, size_t* chunk);

 private:
  // A line of the memory each, so that threads do not wait for each other.
  struct alignas(64) Share {
    std::mutex mutex;
    size_t next = 0;
    size_t end = 0;
  };

  bool TakeFromOthers(size_t thread);

  std::vector<Share> shares_;
};

// Tells of progress, one thread at a time, and remembers that it was refused.
class Progress {
 public:
  explicit Progress(const ScoreOptions& options) : options_(options) {}

  // False if the batch is to end.
  bool Add(size_t rows) {
    if (options_.progress == nullptr) return true;
    if (is_cancelled_) return false;
    const std::lock_guard<std::mutex> lock(mutex_);
    scored_ += rows;
    if (!is_cancelled_ && !options_.progress(scored_)) is_cancelled_ = true;
    return !is_cancelled_;
  }

  bool is_cancelled() const { return is_cancelled_; }

 private:
  const ScoreOptions& options_;
  std::mutex mutex_;
  size_t scored_ = 0;
  std::atomic<bool> is_cancelled_ = false;
};

// Runs work(0) to work(count - 1) as the options say: here, on threads of the
// library or by the caller's executor.
void RunAsAsked(const ScoreOptions& options, int count,
                const std::function<void(int)>& work);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_SHARED_WORK_H_
