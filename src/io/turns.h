// Lets threads do something in the order of the numbers that they hold.

#ifndef LEADSCORE_SRC_IO_TURNS_H_
#define LEADSCORE_SRC_IO_TURNS_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace leadscore::internal {

class Turns {
 public:
  // Waits until all smaller numbers are done.
  void WaitFor(int64_t number) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return next_ == number; });
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
  int64_t next_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_TURNS_H_
