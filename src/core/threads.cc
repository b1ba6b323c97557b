#include "src/core/threads.h"

#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace leadscore::internal {

void RunOnThreads(int count, const std::function<void(int)>& task) {
  std::vector<std::exception_ptr> thrown(static_cast<size_t>(count));
  const auto run = [&](int i) {
    try {
      task(i);
    } catch (...) {
      thrown[static_cast<size_t>(i)] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < count; ++i) {
    try {
      threads.emplace_back(run, i);
    } catch (...) {
      // Without a thread of its own it runs here.
      run(i);
    }
  }
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& exception : thrown) {
    if (exception != nullptr) std::rethrow_exception(exception);
  }
}

}  // namespace leadscore::internal
