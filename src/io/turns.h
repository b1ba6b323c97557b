// Lets threads do something in the order of the numbers that they hold.

#ifndef LEADSCORE_SRC_IO_TURNS_H_
#define LEADSCORE_SRC_IO_TURNS_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace leadscore::internal {

// Asks again and again for a while, which is less than it takes to wake a
// thread; false if it was not true by then.
template <typename IsTrue>
bool SoonTrue(IsTrue is_true) {
  constexpr int kMostTimes = 100;
  for (int i = 0; i < kMostTimes; ++i) {
    if (is_true()) return true;
    std::this_thread::yield();
  }
  return false;
}

// Locks a mutex that is usually free soon.
inline std::unique_lock<std::mutex> LockSoon(std::mutex* mutex) {
  std::unique_lock<std::mutex> lock(*mutex, std::defer_lock);
  if (!SoonTrue([&lock] { return lock.try_lock(); })) lock.lock();
  return lock;
}

class Turns {
 public:
  // Waits until all smaller numbers are done.
  void WaitFor(int64_t number) {
    const auto is_next = [&] { return next_.load() == number; };
    if (SoonTrue(is_next)) return;
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, is_next);
  }

  // REQUIRES: WaitFor of the same number has returned.
  void Done() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ++next_;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<int64_t> next_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_TURNS_H_
