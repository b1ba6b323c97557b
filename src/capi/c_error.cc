#include "src/capi/c_error.h"

#include <exception>
#include <new>

struct leadscore_error {
  leadscore_code code = LEADSCORE_OK;
  std::string message;
};

namespace leadscore::internal {
namespace {

// There when no other can be made. Never destroyed, and without a text of its
// own.
leadscore_error* OutOfMemory() {
  alignas(leadscore_error) static unsigned char memory[sizeof(leadscore_error)];
  static leadscore_error* const error =
      new (memory) leadscore_error{LEADSCORE_OUT_OF_MEMORY, {}};
  return error;
}

}  // namespace

leadscore_code CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return LEADSCORE_OK;
    case absl::StatusCode::kCancelled:
      return LEADSCORE_CANCELLED;
    case absl::StatusCode::kNotFound:
      return LEADSCORE_NOT_FOUND;
    case absl::StatusCode::kResourceExhausted:
      return LEADSCORE_RESOURCE_EXHAUSTED;
    case absl::StatusCode::kFailedPrecondition:
      return LEADSCORE_FAILED_PRECONDITION;
    case absl::StatusCode::kOutOfRange:
      return LEADSCORE_OUT_OF_RANGE;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return LEADSCORE_INTERNAL;
    default:
      return LEADSCORE_INVALID_ARGUMENT;
  }
}

leadscore_code Fail(const absl::Status& status, leadscore_error** error) {
  const leadscore_code code = CodeOf(status);
  if (error != nullptr) {
    *error = new leadscore_error{code, std::string(status.message())};
  }
  return code;
}

leadscore_code FailByException(leadscore_error** error) {
  try {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& exception) {
      return Fail(absl::InternalError(exception.what()), error);
    } catch (...) {
      return Fail(absl::InternalError("an unknown exception"), error);
    }
  } catch (...) {
    if (error != nullptr) *error = OutOfMemory();
    return LEADSCORE_OUT_OF_MEMORY;
  }
}

absl::Status CheckNotNull(const void* pointer, const char* argument) {
  if (pointer != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(std::string(argument) + ": a null pointer");
}

}  // namespace leadscore::internal

leadscore_code leadscore_error_code(const leadscore_error* error) {
  return error == nullptr ? LEADSCORE_OK : error->code;
}

const char* leadscore_error_message(const leadscore_error* error) {
  if (error == nullptr) return "";
  if (error->code == LEADSCORE_OUT_OF_MEMORY) return "out of memory";
  return error->message.c_str();
}

void leadscore_error_destroy(leadscore_error* error) {
  if (error != leadscore::internal::OutOfMemory()) delete error;
}
