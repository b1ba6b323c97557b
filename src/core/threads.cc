#include "src/core/threads.h"

#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace leadscore::internal {
namespace {

#ifdef __cpp_exceptions

std::exception_ptr ThrownBy(const std::function<void(int)>& task, int i) {
  try {
    task(i);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

// False if there can be no more threads.
template <typename Run>
bool StartThread(Run run, int i, std::vector<std::thread>* threads) {
  try {
    threads->emplace_back(run, i);
    return true;
  } catch (...) {
    return false;
  }
}

#else  // A host without exceptions, in which nothing throws.

std::exception_ptr ThrownBy(const std::function<void(int)>& task, int i) {
  task(i);
  return nullptr;
}

template <typename Run>
bool StartThread(Run run, int i, std::vector<std::thread>* threads) {
  threads->emplace_back(run, i);
  return true;
}

#endif

}  // namespace

void RunOnThreads(int count, const std::function<void(int)>& task) {
  std::vector<std::exception_ptr> thrown(static_cast<size_t>(count));
  const auto run = [&](int i) {
    thrown[static_cast<size_t>(i)] = ThrownBy(task, i);
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < count; ++i) {
    // Without a thread of its own it runs here.
    if (!StartThread(run, i, &threads)) run(i);
  }
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& exception : thrown) {
    if (exception != nullptr) std::rethrow_exception(exception);
  }
}

}  // namespace leadscore::internal
