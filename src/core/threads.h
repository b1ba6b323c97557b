// Work that several threads share.

#ifndef LEADSCORE_SRC_CORE_THREADS_H_
#define LEADSCORE_SRC_CORE_THREADS_H_

#include <functional>

namespace leadscore::internal {

// Runs task(0) to task(count - 1) on threads that live as long as the call,
// that of the caller among them. What a task throws is thrown here, once all
// have ended.
//
// REQUIRES: count >= 1.
void RunOnThreads(int count, const std::function<void(int)>& task);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_THREADS_H_
