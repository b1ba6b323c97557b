// What an entry of a reserved type says: what happened to a lead that it did
// not do itself.

#ifndef LEADSCORE_SRC_TABLE_LOG_ENTRY_H_
#define LEADSCORE_SRC_TABLE_LOG_ENTRY_H_

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/lead.h"
#include "leadscore/points.h"
#include "leadscore/table.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// The reserved types, and their codes, which are below those of a schema.
inline constexpr std::string_view kRetractType = "$retract";
inline constexpr std::string_view kSetType = "$set";
inline constexpr std::string_view kAdjustType = "$adjust";
inline constexpr std::string_view kStageType = "$stage";
enum ReservedCode : int {
  kNoType = -1,
  kRetractCode = -2,
  kSetCode = -3,
  kAdjustCode = -4,
  kStageCode = -5,
};

// The code of a reserved type by its name, or kNoType.
int ReservedCodeOf(std::string_view type);

// REQUIRES: code is that of a reserved type.
std::string_view ReservedTypeOf(int code);

// An attribute that a $set names.
struct SetValue {
  int column = 0;  // Of the LeadSchema.
  std::string name;
  AttributeValue value;
};

struct LogEntry {
  static constexpr Micros kForEver = std::numeric_limits<Micros>::max();

  // Of $set: by name, ascending.
  std::vector<SetValue> values;

  // Of $adjust: points on a score of the ActivitySchema, or a stage; from the
  // time of the entry until, but not at, this one.
  int score = -1;
  Points points;
  Micros until = kForEver;
  std::string reason;
  std::string author;

  // Of $stage, and of $adjust: of the ActivitySchema.
  int stage = -1;

  // The names of the score and of the stage: numbers depend on the schema.
  std::string score_name;
  std::string stage_name;

  // The order of what they say: by their properties in the order of their
  // names, a missing one before any value.
  int Compare(const LogEntry& other) const;
};

// Reads the properties of an activity of a reserved type other than $retract.
//
// Errors: kInvalidArgument, as of TableBuilder::Add.
absl::StatusOr<LogEntry> MakeLogEntry(int code, const Activity& activity,
                                      const LeadSchema& leads,
                                      const ActivitySchema& activities);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_LOG_ENTRY_H_
