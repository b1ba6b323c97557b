// Return early with an error: the only macros of this library.
//
//   LEADSCORE_RETURN_IF_ERROR(CheckName(spec.name));
//   LEADSCORE_ASSIGN_OR_RETURN(Points points, Points::Parse(text));

#ifndef LEADSCORE_SRC_CORE_STATUS_MACROS_H_
#define LEADSCORE_SRC_CORE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define LEADSCORE_RETURN_IF_ERROR(expr)                  \
  do {                                                   \
    ::absl::Status leadscore_status = (expr);            \
    if (!leadscore_status.ok()) return leadscore_status; \
  } while (false)

#define LEADSCORE_ASSIGN_OR_RETURN(lhs, expr) \
  LEADSCORE_ASSIGN_OR_RETURN_IMPL_(           \
      LEADSCORE_CONCAT_(leadscore_status_or_, __LINE__), lhs, expr)

#define LEADSCORE_ASSIGN_OR_RETURN_IMPL_(status_or, lhs, expr) \
  auto status_or = (expr);                                     \
  if (!status_or.ok()) return std::move(status_or).status();   \
  lhs = *std::move(status_or)

#define LEADSCORE_CONCAT_(a, b) LEADSCORE_CONCAT_IMPL_(a, b)
#define LEADSCORE_CONCAT_IMPL_(a, b) a##b

#endif  // LEADSCORE_SRC_CORE_STATUS_MACROS_H_
