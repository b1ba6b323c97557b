// The members of every struct of a ModelSpec, by name and in a fixed order, so
// that what has to treat all of them alike (the fingerprint, the conversion to
// and from protobuf, the generators of tests) is written once and misses none.
//
//   SpecFields<RuleSpec>::Visit(rule, [](const char* name, auto& member) {});
//
// The order and the names are part of the fingerprint: add members at the end.
// ListSpec::file_values stands for what is in the list and is visited as well;
// ListSpec::file is only where that came from.

#ifndef LEADSCORE_SRC_MODEL_SPEC_FIELDS_H_
#define LEADSCORE_SRC_MODEL_SPEC_FIELDS_H_

#include "leadscore/model_spec.h"
#include "src/model/spec_visitor.h"

namespace leadscore::internal {

LEADSCORE_SPEC_FIELDS_(AttributeSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(type) LEADSCORE_FIELD_(label)
  LEADSCORE_FIELD_(fold) LEADSCORE_FIELD_(from) LEADSCORE_FIELD_(known_at)
  LEADSCORE_FIELD_(column) LEADSCORE_FIELD_(null_values)
  LEADSCORE_FIELD_(time_format) LEADSCORE_FIELD_(separator))

LEADSCORE_SPEC_FIELDS_(ListSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(values) LEADSCORE_FIELD_(file)
  LEADSCORE_FIELD_(file_values))

LEADSCORE_SPEC_FIELDS_(PropertySpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(type) LEADSCORE_FIELD_(column)
  LEADSCORE_FIELD_(time_format))

LEADSCORE_SPEC_FIELDS_(ActivitySpec,
  LEADSCORE_FIELD_(type) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(properties))

LEADSCORE_SPEC_FIELDS_(LifecycleSpec,
  LEADSCORE_FIELD_(assigned) LEADSCORE_FIELD_(touched)
  LEADSCORE_FIELD_(replied) LEADSCORE_FIELD_(accepted)
  LEADSCORE_FIELD_(returned) LEADSCORE_FIELD_(won) LEADSCORE_FIELD_(lost))

LEADSCORE_SPEC_FIELDS_(BurstSpec,
  LEADSCORE_FIELD_(count) LEADSCORE_FIELD_(within))

LEADSCORE_SPEC_FIELDS_(ScreenSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(where)
  LEADSCORE_FIELD_(burst))

LEADSCORE_SPEC_FIELDS_(SignalSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(kind) LEADSCORE_FIELD_(label)
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(property) LEADSCORE_FIELD_(where)
  LEADSCORE_FIELD_(within) LEADSCORE_FIELD_(after) LEADSCORE_FIELD_(over)
  LEADSCORE_FIELD_(of) LEADSCORE_FIELD_(to) LEADSCORE_FIELD_(min_to))

LEADSCORE_SPEC_FIELDS_(StepDecaySpec,
  LEADSCORE_FIELD_(percent) LEADSCORE_FIELD_(every)
  LEADSCORE_FIELD_(compounding))

LEADSCORE_SPEC_FIELDS_(DecaySpec,
  LEADSCORE_FIELD_(half_life) LEADSCORE_FIELD_(linear) LEADSCORE_FIELD_(step)
  LEADSCORE_FIELD_(none))

LEADSCORE_SPEC_FIELDS_(TierSpec,
  LEADSCORE_FIELD_(when) LEADSCORE_FIELD_(points))

LEADSCORE_SPEC_FIELDS_(TiersSpec,
  LEADSCORE_FIELD_(tier) LEADSCORE_FIELD_(otherwise) LEADSCORE_FIELD_(missing)
  LEADSCORE_FIELD_(take))

LEADSCORE_SPEC_FIELDS_(TableRowSpec,
  LEADSCORE_FIELD_(is) LEADSCORE_FIELD_(points))

LEADSCORE_SPEC_FIELDS_(TableSpec,
  LEADSCORE_FIELD_(of) LEADSCORE_FIELD_(match) LEADSCORE_FIELD_(row)
  LEADSCORE_FIELD_(otherwise) LEADSCORE_FIELD_(missing))

LEADSCORE_SPEC_FIELDS_(CurvePointSpec,
  LEADSCORE_FIELD_(x) LEADSCORE_FIELD_(points))

LEADSCORE_SPEC_FIELDS_(CurveSpec,
  LEADSCORE_FIELD_(of) LEADSCORE_FIELD_(shape) LEADSCORE_FIELD_(at)
  LEADSCORE_FIELD_(missing))

LEADSCORE_SPEC_FIELDS_(EachSpec,
  LEADSCORE_FIELD_(types) LEADSCORE_FIELD_(where)
  LEADSCORE_FIELD_(keep_first_per_day) LEADSCORE_FIELD_(once_per)
  LEADSCORE_FIELD_(within) LEADSCORE_FIELD_(keep_latest)
  LEADSCORE_FIELD_(decay))

LEADSCORE_SPEC_FIELDS_(RuleSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(when)
  LEADSCORE_FIELD_(points) LEADSCORE_FIELD_(tiers) LEADSCORE_FIELD_(table)
  LEADSCORE_FIELD_(curve) LEADSCORE_FIELD_(each) LEADSCORE_FIELD_(weight)
  LEADSCORE_FIELD_(min) LEADSCORE_FIELD_(max))

LEADSCORE_SPEC_FIELDS_(GroupSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(rules) LEADSCORE_FIELD_(label)
  LEADSCORE_FIELD_(min) LEADSCORE_FIELD_(max) LEADSCORE_FIELD_(decay))

LEADSCORE_SPEC_FIELDS_(BandSpec,
  LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(from))

LEADSCORE_SPEC_FIELDS_(ScoreSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(groups) LEADSCORE_FIELD_(bands)
  LEADSCORE_FIELD_(label) LEADSCORE_FIELD_(base) LEADSCORE_FIELD_(weight)
  LEADSCORE_FIELD_(min) LEADSCORE_FIELD_(max))

LEADSCORE_SPEC_FIELDS_(TotalSpec,
  LEADSCORE_FIELD_(min) LEADSCORE_FIELD_(max))

LEADSCORE_SPEC_FIELDS_(DisqualifySpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(when))

LEADSCORE_SPEC_FIELDS_(ScorePointsSpec,
  LEADSCORE_FIELD_(score) LEADSCORE_FIELD_(points))

LEADSCORE_SPEC_FIELDS_(WaySpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(at_least) LEADSCORE_FIELD_(when)
  LEADSCORE_FIELD_(evidence) LEADSCORE_FIELD_(even_in_cooldown))

LEADSCORE_SPEC_FIELDS_(HoldSpec,
  LEADSCORE_FIELD_(at_least) LEADSCORE_FIELD_(when))

LEADSCORE_SPEC_FIELDS_(EvidenceSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(when))

LEADSCORE_SPEC_FIELDS_(StageSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(enter) LEADSCORE_FIELD_(hold)
  LEADSCORE_FIELD_(evidence) LEADSCORE_FIELD_(label)
  LEADSCORE_FIELD_(cooldown) LEADSCORE_FIELD_(fresh_points))

LEADSCORE_SPEC_FIELDS_(ExpectSpec,
  LEADSCORE_FIELD_(stage) LEADSCORE_FIELD_(grade) LEADSCORE_FIELD_(way)
  LEADSCORE_FIELD_(points))

LEADSCORE_SPEC_FIELDS_(AgreedSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(expect) LEADSCORE_FIELD_(lead)
  LEADSCORE_FIELD_(did) LEADSCORE_FIELD_(as_of))

LEADSCORE_SPEC_FIELDS_(ColumnsSpec,
  LEADSCORE_FIELD_(id) LEADSCORE_FIELD_(account)
  LEADSCORE_FIELD_(activity_lead) LEADSCORE_FIELD_(activity_type)
  LEADSCORE_FIELD_(activity_time) LEADSCORE_FIELD_(activity_time_format)
  LEADSCORE_FIELD_(activity_id) LEADSCORE_FIELD_(activity_revision))

LEADSCORE_SPEC_FIELDS_(AccountScoreSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(of) LEADSCORE_FIELD_(take)
  LEADSCORE_FIELD_(top) LEADSCORE_FIELD_(label))

LEADSCORE_SPEC_FIELDS_(ModelSpec,
  LEADSCORE_FIELD_(name) LEADSCORE_FIELD_(version)
  LEADSCORE_FIELD_(description) LEADSCORE_FIELD_(time_zone)
  LEADSCORE_FIELD_(tick) LEADSCORE_FIELD_(null_values)
  LEADSCORE_FIELD_(columns) LEADSCORE_FIELD_(attributes)
  LEADSCORE_FIELD_(lists) LEADSCORE_FIELD_(activities)
  LEADSCORE_FIELD_(lifecycle) LEADSCORE_FIELD_(screens)
  LEADSCORE_FIELD_(signals) LEADSCORE_FIELD_(scores) LEADSCORE_FIELD_(total)
  LEADSCORE_FIELD_(grade) LEADSCORE_FIELD_(disqualify)
  LEADSCORE_FIELD_(stages) LEADSCORE_FIELD_(agreed)
  LEADSCORE_FIELD_(account_scores))

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_SPEC_FIELDS_H_
