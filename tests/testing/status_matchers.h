// Matchers for absl::Status and absl::StatusOr.

#ifndef LEADSCORE_TESTS_TESTING_STATUS_MATCHERS_H_
#define LEADSCORE_TESTS_TESTING_STATUS_MATCHERS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leadscore::testing {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}

template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Matches the code, and the message by a matcher or as a whole.
MATCHER_P2(StatusIs, code, message, "is the expected error") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         ::testing::Matches(::testing::SafeMatcherCast<const std::string&>(
             message))(std::string(status.message()));
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_STATUS_MATCHERS_H_
