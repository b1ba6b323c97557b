// The members of every struct of a SlaPolicySpec, as model/spec_fields.h has
// those of a ModelSpec. CalendarSpec::file_holidays is visited; it stands for
// what is in the file.

#ifndef LEADSCORE_SRC_SLA_SPEC_FIELDS_H_
#define LEADSCORE_SRC_SLA_SPEC_FIELDS_H_

#include "leadscore/sla_policy_spec.h"
#include "src/model/spec_fields.h"
#include "src/model/spec_visitor.h"

namespace leadscore::internal {

LEADSCORE_SPEC_FIELDS_(ShiftSpec,
  LEADSCORE_FIELD_(from) LEADSCORE_FIELD_(to))

LEADSCORE_SPEC_FIELDS_(OpenSpec,
  LEADSCORE_FIELD_(days) LEADSCORE_FIELD_(from) LEADSCORE_FIELD_(to))

LEADSCORE_SPEC_FIELDS_(OverrideSpec,
  LEADSCORE_FIELD_(date) LEADSCORE_FIELD_(closed) LEADSCORE_FIELD_(open))

LEADSCORE_SPEC_FIELDS_(CalendarSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(time_zone) LEADSCORE_FIELD_(open)
  LEADSCORE_FIELD_(holidays) LEADSCORE_FIELD_(holidays_file)
  LEADSCORE_FIELD_(file_holidays) LEADSCORE_FIELD_(overrides)
  LEADSCORE_FIELD_(from) LEADSCORE_FIELD_(until))

LEADSCORE_SPEC_FIELDS_(EventSpec,
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(where) LEADSCORE_FIELD_(enters)
  LEADSCORE_FIELD_(reaches) LEADSCORE_FIELD_(leaves)
  LEADSCORE_FIELD_(attribute) LEADSCORE_FIELD_(touch)
  LEADSCORE_FIELD_(reply) LEADSCORE_FIELD_(when))

LEADSCORE_SPEC_FIELDS_(PolicyActivitySpec,
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(properties))

LEADSCORE_SPEC_FIELDS_(ContactSpec,
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(where))

LEADSCORE_SPEC_FIELDS_(OwnerSpec,
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(property)
  LEADSCORE_FIELD_(attribute))

LEADSCORE_SPEC_FIELDS_(TargetSpec,
  LEADSCORE_FIELD_(when) LEADSCORE_FIELD_(within) LEADSCORE_FIELD_(days)
  LEADSCORE_FIELD_(business_days) LEADSCORE_FIELD_(business)
  LEADSCORE_FIELD_(business_by))

LEADSCORE_SPEC_FIELDS_(ClockSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(within)
  LEADSCORE_FIELD_(days) LEADSCORE_FIELD_(business_days)
  LEADSCORE_FIELD_(business) LEADSCORE_FIELD_(business_by)
  LEADSCORE_FIELD_(targets) LEADSCORE_FIELD_(warn_at)
  LEADSCORE_FIELD_(start) LEADSCORE_FIELD_(stop) LEADSCORE_FIELD_(pause)
  LEADSCORE_FIELD_(resume) LEADSCORE_FIELD_(cancel) LEADSCORE_FIELD_(again)
  LEADSCORE_FIELD_(blame))

LEADSCORE_SPEC_FIELDS_(AttemptsSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(at_least)
  LEADSCORE_FIELD_(within) LEADSCORE_FIELD_(days)
  LEADSCORE_FIELD_(business_days) LEADSCORE_FIELD_(business)
  LEADSCORE_FIELD_(start) LEADSCORE_FIELD_(counts)
  LEADSCORE_FIELD_(max_counted_per_day) LEADSCORE_FIELD_(until)
  LEADSCORE_FIELD_(cancel) LEADSCORE_FIELD_(again) LEADSCORE_FIELD_(blame))

LEADSCORE_SPEC_FIELDS_(PaceSpec,
  LEADSCORE_FIELD_(business))

LEADSCORE_SPEC_FIELDS_(CommitmentSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(at_least)
  LEADSCORE_FIELD_(per) LEADSCORE_FIELD_(counts)
  LEADSCORE_FIELD_(first_time_only) LEADSCORE_FIELD_(worth)
  LEADSCORE_FIELD_(uncount) LEADSCORE_FIELD_(pace))

LEADSCORE_SPEC_FIELDS_(QualitySpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(at_least)
  LEADSCORE_FIELD_(per) LEADSCORE_FIELD_(counts)
  LEADSCORE_FIELD_(first_time_only) LEADSCORE_FIELD_(accepted)
  LEADSCORE_FIELD_(rejected))

LEADSCORE_SPEC_FIELDS_(StageAgeSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(stage)
  LEADSCORE_FIELD_(within) LEADSCORE_FIELD_(days)
  LEADSCORE_FIELD_(business_days) LEADSCORE_FIELD_(business)
  LEADSCORE_FIELD_(blame))

LEADSCORE_SPEC_FIELDS_(ExcludeSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(when))

LEADSCORE_SPEC_FIELDS_(SlaPolicySpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(version)
  LEADSCORE_FIELD_(description) LEADSCORE_FIELD_(model)
  LEADSCORE_FIELD_(effective_from) LEADSCORE_FIELD_(time_zone)
  LEADSCORE_FIELD_(calendars) LEADSCORE_FIELD_(exclude)
  LEADSCORE_FIELD_(activities) LEADSCORE_FIELD_(touch)
  LEADSCORE_FIELD_(reply) LEADSCORE_FIELD_(owner) LEADSCORE_FIELD_(source)
  LEADSCORE_FIELD_(segment) LEADSCORE_FIELD_(business)
  LEADSCORE_FIELD_(commitments) LEADSCORE_FIELD_(qualities)
  LEADSCORE_FIELD_(clocks) LEADSCORE_FIELD_(attempts)
  LEADSCORE_FIELD_(stage_ages))

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_SPEC_FIELDS_H_
