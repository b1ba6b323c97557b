// Errors on their way over the C ABI, and what every function of it does: no
// exception passes, and what is taken over is released on every path.

#ifndef LEADSCORE_SRC_CAPI_C_ERROR_H_
#define LEADSCORE_SRC_CAPI_C_ERROR_H_

#include <cstddef>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "leadscore/c.h"

namespace leadscore::internal {

// The code of a status, which it is the number of.
leadscore_code CodeOf(const absl::Status& status);

// Makes the error object, if there is a place for it.
leadscore_code Fail(const absl::Status& status, leadscore_error** error);

// The same of the exception that is handled: out of memory, or a mistake of
// ours.
leadscore_code FailByException(leadscore_error** error);

// Runs the body of a function of the ABI, which gives a status.
template <typename Body>
leadscore_code Guarded(leadscore_error** error, Body body) noexcept {
  try {
    const absl::Status status = body();
    return status.ok() ? LEADSCORE_OK : Fail(status, error);
  } catch (...) {
    return FailByException(error);
  }
}

absl::Status CheckNotNull(const void* pointer, const char* argument);

// A struct of Arrow that was taken over, released at the end.
template <typename Struct>
class Taken {
 public:
  explicit Taken(Struct* taken) : taken_(taken) {}
  ~Taken() {
    if (taken_ != nullptr && taken_->release != nullptr) {
      taken_->release(taken_);
    }
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

 private:
  Struct* taken_;
};

// Reads a struct of options as a caller of any version of the header has it:
// `known` keeps its defaults behind the end of a shorter one, and what a longer
// one has behind its end must not be set.
//
// Errors: kInvalidArgument, a size that is not possible, or anything set that
// is not known.
template <typename Options>
absl::Status ReadOptions(const Options* given, Options* known) {
  const size_t size = given->struct_size;
  constexpr size_t kMost = 1 << 12;  // No version will be this large.
  if (size < sizeof(size_t) || size > kMost) {
    return absl::InvalidArgumentError(
        "options: struct_size is " + std::to_string(size) +
        "; set it to the size of the struct, as the _INIT macros do");
  }
  const auto* const bytes = reinterpret_cast<const unsigned char*>(given);
  for (size_t i = sizeof(Options); i < size; ++i) {
    if (bytes[i] != 0) {
      return absl::InvalidArgumentError(
          "options: one is set that this version of the library does not know; "
          "load a newer one");
    }
  }
  std::memcpy(known, given, size < sizeof(Options) ? size : sizeof(Options));
  return absl::OkStatus();
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CAPI_C_ERROR_H_
