#include "src/sla/lead_story.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/activity/activity_log.h"
#include "src/activity/selection.h"

namespace leadscore::internal {

LeadStory::LeadStory(const PolicyTables& tables, size_t row, Micros as_of)
    : tables_(tables), row_(row), as_of_(as_of) {
  activities_ = ResolveLog(input(), tables.input, row, as_of).activities;
  if (!model().stages.empty()) {
    changes_ =
        FoldStages(model(), tables.model, tables.accounts, row, as_of).changes;
  }
  std::vector<Happening> touches;
  AddActivities(tables.policy.touch, 0, &touches);
  for (const Happening& touch : touches) touches_.push_back(touch.time);
  std::vector<Happening> assignments;
  AddActivities({tables.policy.owner.types, nullptr}, 0, &assignments);
  for (const Happening& assignment : assignments) {
    assignments_.push_back(static_cast<size_t>(assignment.activity));
  }
}

const Evaluation& LeadStory::At(Micros time) {
  std::unique_ptr<Evaluation>& evaluation = evaluations_[time];
  if (evaluation == nullptr) {
    evaluation = std::make_unique<Evaluation>(
        model(), tables_.model, row_,
        ResolveLeadLog(model(), tables_.model, tables_.accounts, row_, time),
        time);
  }
  return *evaluation;
}

void LeadStory::AddActivities(const CheckedContact& contact, int event,
                              std::vector<Happening>* found) const {
  if (contact.types.empty()) return;
  for (size_t i : FilterActivities(contact.types, contact.where, input(),
                                   tables_.input, activities_, nullptr)) {
    found->push_back(
        {tables_.input.activities().time(i), event, static_cast<int>(i)});
  }
}

void LeadStory::AddStageChanges(const CheckedEvent& event, int index,
                                std::vector<Happening>* found) const {
  for (const StageChange& change : changes_) {
    const int to = change.to.stage;
    const bool happens = event.kind == EventKind::kEnters ? to == event.stage
                         : event.kind == EventKind::kReaches
                             ? change.from < event.stage && to >= event.stage
                             : change.from == event.stage;
    if (happens) found->push_back({change.time, index, Happening::kNone});
  }
}

std::vector<Happening> LeadStory::Find(const CheckedEvents& events) {
  std::vector<Happening> found;
  for (size_t i = 0; i < events.size(); ++i) {
    const CheckedEvent& event = events[i];
    const int index = static_cast<int>(i);
    switch (event.kind) {
      case EventKind::kActivity:
        AddActivities(event.activity, index, &found);
        break;
      case EventKind::kTouch:
        AddActivities(tables_.policy.touch, index, &found);
        break;
      case EventKind::kReply:
        AddActivities(tables_.policy.reply, index, &found);
        break;
      case EventKind::kAttribute: {
        // What is known of it now.
        const cel::Value time = At(as_of_).facts.Get(
            model().lead_variables.attributes + event.attribute);
        if (!time.is(cel::Kind::kTimestamp)) break;
        const Instant instant = time.as_timestamp();
        const Micros micros =
            instant.seconds * kMicrosPerSecond + instant.nanos / 1000;
        if (micros <= as_of_) {
          found.push_back({micros, index, Happening::kNone});
        }
        break;
      }
      case EventKind::kEnters:
      case EventKind::kReaches:
      case EventKind::kLeaves:
        AddStageChanges(event, index, &found);
        break;
    }
  }
  std::stable_sort(
      found.begin(), found.end(),
      [](const Happening& a, const Happening& b) { return a.time < b.time; });
  return found;
}

bool LeadStory::Holds(const Condition& condition, Micros time) {
  return condition == nullptr || Evaluate(*condition, time).is_true();
}

cel::Value LeadStory::Evaluate(const cel::Program& program, Micros time) {
  return program.Evaluate(At(time).facts);
}

std::string LeadStory::TextOf(const Condition& expression, Micros time) {
  if (expression == nullptr) return "";
  const cel::Value value = Evaluate(*expression, time);
  return value.is(cel::Kind::kString) ? std::string(value.as_string()) : "";
}

std::string LeadStory::OwnerAt(Micros time) {
  const CheckedOwner& owner = tables_.policy.owner;
  const Column* names =
      owner.property < 0 ? nullptr : tables_.input.property(owner.property);
  if (names != nullptr) {
    for (auto i = assignments_.rbegin(); i != assignments_.rend(); ++i) {
      if (tables_.input.activities().time(*i) > time) continue;
      if (names->IsPresent(*i)) return std::string(names->String(*i));
    }
  }
  if (owner.attribute < 0) return "";
  const cel::Value value =
      At(time).facts.Get(model().lead_variables.attributes + owner.attribute);
  return value.is(cel::Kind::kString) ? std::string(value.as_string()) : "";
}

std::optional<Micros> LeadStory::FirstAssigned() const {
  if (assignments_.empty()) return std::nullopt;
  return tables_.input.activities().time(assignments_.front());
}

int LeadStory::StageAt(Micros time) const {
  int stage = 0;
  for (const StageChange& change : changes_) {
    if (change.time > time) break;
    stage = change.to.stage;
  }
  return stage;
}

std::string LeadStory::Describe(const CheckedEvents& events,
                                const Happening& happening) const {
  if (happening.activity != Happening::kNone) {
    const auto type = static_cast<size_t>(
        tables_.input.activity_type(static_cast<size_t>(happening.activity)));
    const ActivitySpec& spec = input().spec.activities[type];
    return spec.label.empty() ? spec.type : spec.label;
  }
  const CheckedEvent& event = events[static_cast<size_t>(happening.event)];
  switch (event.kind) {
    case EventKind::kAttribute:
      return model().attributes[static_cast<size_t>(event.attribute)].label;
    case EventKind::kLeaves:
      return absl::StrCat(
          "leaving ", model().stages[static_cast<size_t>(event.stage)].label);
    default:
      // The stage that it came into, which may lie beyond the one named.
      return absl::StrCat(
          "entering ",
          model().stages[static_cast<size_t>(StageAt(happening.time))].label);
  }
}

}  // namespace leadscore::internal
