#include "src/lint/world.h"

#include <memory>
#include <utility>

#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

Abstract AnyInstant() {
  return Abstract::Between(Value::Timestamp(kMinInstant),
                           Value::Timestamp(kMaxInstant));
}

ValueSpace SpaceOf(const CheckedSignal& signal) {
  ValueSpace space;
  space.type = signal.type;
  switch (signal.kind) {
    case SignalKind::kCount:
    case SignalKind::kDistinct:
    case SignalKind::kActiveDays:
    case SignalKind::kActiveWeeks:
      space.is_count = true;
      space.may_be_missing = false;
      break;
    case SignalKind::kDaysSinceFirst:
    case SignalKind::kDaysSinceLast:
      space.is_count = true;
      break;
    default:
      break;
  }
  return space;
}

}  // namespace

void World::Add(std::string name, Abstract value,
                std::optional<ValueSpace> space) {
  if (space.has_value()) space->variable = static_cast<int>(entries_.size());
  entries_.push_back({std::move(name), std::move(value), std::move(space)});
}

void World::Add(std::string name, ValueSpace space) {
  // Bools that may be missing can be said; other values that may be missing
  // are anything.
  Abstract value = space.type == ValueType::kBool
                       ? Abstract::Truth(true, true, space.may_be_missing)
                       : Abstract::Anything();
  Add(std::move(name), std::move(value), std::optional<ValueSpace>(space));
}

World World::OfLeads(const CheckedModel& model,
                     const std::vector<PointsRange>& scores,
                     PointsRange total) {
  World world;
  for (const CheckedAttribute& attribute : model.attributes) {
    ValueSpace space;
    space.type = attribute.type;
    space.is_folded = attribute.fold;
    world.Add("lead." + attribute.name, space);
  }
  for (const CheckedList& list : model.lists) {
    world.Add("list." + list.name, Abstract::Exactly(list.value));
  }
  world.Add("as_of", AnyInstant());
  for (const CheckedSignal& signal : model.signals) {
    world.Add("signal." + signal.name, SpaceOf(signal));
  }
  const auto add_points = [&world](std::string name, PointsRange range) {
    ValueSpace space;
    space.type = ValueType::kDouble;
    space.may_be_missing = false;
    space.least = range.low.ToDouble();
    space.largest = range.high.ToDouble();
    world.Add(std::move(name), space);
  };
  for (size_t i = 0; i < model.scores.size(); ++i) {
    add_points("score." + model.scores[i].name, scores[i]);
  }
  ValueSpace text;
  text.type = ValueType::kString;
  for (const CheckedScore& score : model.scores) {
    world.Add("band." + score.name, text);
  }
  add_points("total", total);
  world.Add("grade", text);
  return world;
}

World World::OfActivities(const CheckedModel& model,
                          const std::vector<bool>& types) {
  World world;
  ValueSpace type;
  type.type = ValueType::kString;
  type.may_be_missing = false;
  // The only one of its kind may be known exactly.
  int only = -1;
  int count = 0;
  for (size_t i = 0; i < types.size(); ++i) {
    if (!types[i]) continue;
    only = static_cast<int>(i);
    ++count;
  }
  if (count == 1) {
    world.Add("activity.type",
              Abstract::Exactly(Value::String(
                  model.activity_schema.types[static_cast<size_t>(only)])));
  } else {
    world.Add("activity.type", type);
  }
  world.Add("activity.time", AnyInstant());
  for (const CheckedProperty& property : model.properties) {
    ValueSpace space;
    space.type = property.type;
    world.Add("activity." + property.name, space);
  }
  for (const CheckedList& list : model.lists) {
    world.Add("list." + list.name, Abstract::Exactly(list.value));
  }
  return world;
}

}  // namespace leadscore::internal
