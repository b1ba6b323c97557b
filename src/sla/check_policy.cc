#include "src/sla/check_policy.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/sla_policy.h"
#include "src/core/text.h"
#include "src/model/utf8_checker.h"
#include "src/sla/check_calendar.h"
#include "src/sla/policy_checks.h"
#include "src/sla/spec_fields.h"

namespace leadscore {
namespace internal {
namespace {

using Scope = CheckContext::Scope;

class PolicyChecker {
 public:
  PolicyChecker(CheckContext& context, const SlaPolicySpec& spec,
                CheckedPolicy* policy)
      : context_(context),
        spec_(spec),
        policy_(policy),
        checks_(context, spec, *policy) {}

  void Run() {
    CheckBasics();
    CheckCalendars();
    policy_->business = checks_.FindCalendar("business", spec_.business);
    if (spec_.business.empty() && policy_->calendars.size() == 1) {
      policy_->business = policy_->calendars.begin()->second;
    }
    CheckExcluded();
    CheckContacts();
    CheckOwner();
    policy_->source = checks_.CheckText("source", spec_.source);
    policy_->segment = checks_.CheckText("segment", spec_.segment);
    ForEach("commitments", spec_.commitments,
            [this](const CommitmentSpec& spec) { CheckCommitment(spec); });
    ForEach("qualities", spec_.qualities,
            [this](const QualitySpec& spec) { CheckQuality(spec); });
    ForEach("clocks", spec_.clocks,
            [this](const ClockSpec& spec) { CheckClock(spec); });
    ForEach("attempts", spec_.attempts,
            [this](const AttemptsSpec& spec) { CheckAttempts(spec); });
    ForEach("stage_ages", spec_.stage_ages,
            [this](const StageAgeSpec& spec) { CheckStageAge(spec); });
    if (names_.empty() && !context_.has_errors()) {
      context_.Error("", "the policy promises nothing",
                     "add commitments { ... } or clocks { ... }");
    }
    FindReadyStage();
  }

 private:
  const CheckedModel& model() const { return policy_->model.checked(); }
  const CheckedModel& input() const { return policy_->input_model.checked(); }

  template <typename Spec, typename Check>
  void ForEach(const char* field, const std::vector<Spec>& specs,
               const Check& check) {
    for (size_t i = 0; i < specs.size(); ++i) {
      const Scope scope(context_, field, i, specs[i].name);
      context_.CheckName("promise", specs[i].name, &names_);
      check(specs[i]);
    }
  }

  // ---- What the promises share ---------------------------------------------

  void CheckBasics() {
    if (spec_.name.empty()) {
      context_.Error("name", "the policy has no name", "name: \"...\"");
    }
    if (!spec_.model.empty() && spec_.model != policy_->model.name()) {
      context_.Error(
          "model",
          absl::StrCat("the policy is made for the model ", Quoted(spec_.model),
                       ", this one is ", Quoted(policy_->model.name())),
          "give it that model, or change the name here");
    }
    policy_->zone = policy_->model.time_zone();
    if (!spec_.time_zone.empty()) {
      const absl::StatusOr<absl::TimeZone> zone = LoadZone(spec_.time_zone);
      if (zone.ok()) {
        policy_->zone = *zone;
      } else {
        context_.Error("time_zone", std::string(zone.status().message()));
      }
    }
    if (!spec_.effective_from.empty()) {
      const absl::StatusOr<absl::CivilDay> date =
          ParseDate(spec_.effective_from);
      if (date.ok()) {
        policy_->effective_from = StartOfDate(*date, policy_->zone);
      } else {
        context_.Error("effective_from", std::string(date.status().message()));
      }
    }
  }

  void CheckCalendars() {
    std::set<std::string> names;
    int64_t shifts_left = kMaxShifts;
    for (size_t i = 0; i < spec_.calendars.size(); ++i) {
      const CalendarSpec& spec = spec_.calendars[i];
      const Scope scope(context_, "calendars", i, spec.name);
      context_.CheckName("calendar", spec.name, &names);
      policy_->calendars[spec.name] =
          CheckCalendar(context_, spec, &shifts_left);
    }
  }

  void CheckExcluded() {
    std::set<std::string> names;
    for (size_t i = 0; i < spec_.exclude.size(); ++i) {
      const ExcludeSpec& spec = spec_.exclude[i];
      const Scope scope(context_, "exclude", i, spec.name);
      context_.CheckName("exclusion", spec.name, &names);
      policy_->exclude.push_back(
          {spec.name, checks_.CheckWhen("when", spec.when, /*required=*/true)});
    }
  }

  void CheckContacts() {
    const LifecycleSpec& lifecycle = policy_->model.spec().lifecycle;
    policy_->touch =
        checks_.CheckContact("touch", spec_.touch, lifecycle.touched);
    policy_->reply =
        checks_.CheckContact("reply", spec_.reply, lifecycle.replied);
  }

  void CheckOwner() {
    CheckedOwner& owner = policy_->owner;
    const LifecycleSpec& lifecycle = policy_->model.spec().lifecycle;
    owner.types = checks_.LifecycleTypes(lifecycle.assigned);
    if (!spec_.owner.has_value()) {
      // What nearly everybody calls it.
      if (!owner.types.empty()) owner.property = checks_.PropertyIndex("owner");
      owner.attribute = checks_.AttributeIndex("owner");
      if (owner.attribute >= 0 &&
          model().attributes[static_cast<size_t>(owner.attribute)].type !=
              ValueType::kString) {
        owner.attribute = -1;
      }
      return;
    }
    const Scope scope(context_, "owner");
    if (!spec_.owner->types.empty()) {
      owner.types =
          context_.CheckTypes(spec_.owner->types, input().activity_schema);
    }
    if (!spec_.owner->property.empty()) {
      owner.property = checks_.PropertyIndex(spec_.owner->property);
      if (owner.property < 0) {
        context_.Error(
            "property",
            absl::StrCat("no activity has a property ",
                         Quoted(spec_.owner->property), " that is a text"),
            "declare it: activities { types: \"...\" properties { "
            "name: \"...\" type: STRING } }");
      } else if (owner.types.empty()) {
        context_.Error("types", "no type of activity that assigns leads",
                       "name it here, or in the lifecycle of the model");
      }
    }
    if (!spec_.owner->attribute.empty()) {
      owner.attribute = checks_.CheckAttribute(
          "attribute", spec_.owner->attribute, ValueType::kString, "a text");
    }
    if (spec_.owner->property.empty() && spec_.owner->attribute.empty()) {
      context_.Error("", "the owner has neither a property nor an attribute",
                     "such as attribute: \"owner\"");
    }
  }

  // ---- Targets -------------------------------------------------------------

  // Of TargetSpec, ClockSpec, AttemptsSpec and StageAgeSpec.
  template <typename Spec>
  Target CheckTarget(const Spec& spec) {
    Target target;
    target.zone = policy_->zone;
    const int given = (spec.within.has_value() ? 1 : 0) +
                      (spec.days != 0 ? 1 : 0) +
                      (spec.business_days != 0 ? 1 : 0);
    if (given != 1) {
      context_.Error("",
                     given == 0 ? "the promise has no target"
                                : "the promise has several targets",
                     "exactly one of within: \"24h\", days: 3 and "
                     "business_days: 2");
    }
    target.within = context_.CheckDuration("within", spec.within).value_or(0);
    target.days = CheckDays("days", spec.days);
    target.business_days = CheckDays("business_days", spec.business_days);
    target.calendar = checks_.FindCalendar("business", spec.business);
    if (spec.business_days != 0 && spec.business.empty()) {
      context_.Error("business_days", "business days of no calendar",
                     "name one: business: \"...\"");
    }
    return target;
  }

  int CheckDays(const char* field, int days) {
    constexpr int kMaxDays = 100'000;
    if (days >= 0 && days <= kMaxDays) return days;
    context_.Error(field, "not a number of days from 1 to 100,000");
    return 0;
  }

  Condition CheckBusinessBy(const std::string& text,
                            const std::string& business) {
    if (text.empty()) return nullptr;
    if (business.empty()) {
      context_.Error("business_by",
                     "no calendar for leads that name none of the policy's",
                     "name it: business: \"...\"");
    }
    return checks_.CheckTyped("business_by", text, cel::Kind::kString,
                              "a text");
  }

  std::vector<CheckedTarget> CheckTargets(const ClockSpec& spec) {
    std::vector<CheckedTarget> targets;
    for (size_t i = 0; i < spec.targets.size(); ++i) {
      const TargetSpec& target = spec.targets[i];
      const Scope scope(context_, "targets", i, "");
      CheckedTarget checked;
      checked.when = checks_.CheckWhen("when", target.when);
      checked.target = CheckTarget(target);
      checked.business_by =
          CheckBusinessBy(target.business_by, target.business);
      if (target.when.empty() && i + 1 < spec.targets.size()) {
        context_.Error("when", "a target that leaves nothing to the next ones",
                       "say of which leads it is the target");
      }
      targets.push_back(std::move(checked));
    }
    const bool has_own =
        spec.within.has_value() || spec.days != 0 || spec.business_days != 0;
    if (has_own || spec.targets.empty()) {
      targets.push_back({nullptr, CheckTarget(spec),
                         CheckBusinessBy(spec.business_by, spec.business)});
    } else if (!spec.business.empty() || !spec.business_by.empty()) {
      context_.Error(spec.business.empty() ? "business_by" : "business",
                     "a calendar of no target", "name it in each of targets");
    }
    return targets;
  }

  // ---- Promises ------------------------------------------------------------

  template <typename Spec>
  static std::string LabelOf(const Spec& spec) {
    return spec.label.empty() ? spec.name : spec.label;
  }

  void CheckClock(const ClockSpec& spec) {
    CheckedClock clock;
    clock.name = spec.name;
    clock.label = LabelOf(spec);
    clock.targets = CheckTargets(spec);
    clock.warn_at = spec.warn_at;
    if (!(spec.warn_at >= 0 && spec.warn_at < 1)) {
      context_.Error("warn_at", "not a share between 0 and 1",
                     "such as warn_at: 0.75");
    }
    clock.start = checks_.CheckEvents("start", spec.start, /*required=*/true,
                                      /*may_have_when=*/true);
    clock.stop = checks_.CheckEvents("stop", spec.stop, /*required=*/true);
    clock.pause = checks_.CheckEvents("pause", spec.pause, false);
    clock.resume = checks_.CheckEvents("resume", spec.resume, false);
    clock.cancel = checks_.CheckEvents("cancel", spec.cancel, false);
    if (spec.pause.empty() != spec.resume.empty()) {
      context_.Error(spec.pause.empty() ? "pause" : "resume",
                     spec.pause.empty() ? "a resume without a pause"
                                        : "a pause that never ends",
                     "a clock has both or neither");
    }
    clock.again = spec.again;
    clock.blame = spec.blame;
    policy_->clocks.push_back(std::move(clock));
  }

  void CheckAttempts(const AttemptsSpec& spec) {
    CheckedAttempts attempts;
    attempts.name = spec.name;
    attempts.label = LabelOf(spec);
    attempts.at_least = spec.at_least;
    attempts.max_per_day = spec.max_counted_per_day;
    if (spec.at_least < 1 || spec.at_least > 10'000) {
      context_.Error("at_least", "not a number of attempts from 1 to 10,000");
    }
    if (spec.max_counted_per_day < 0) {
      context_.Error("max_counted_per_day", "fewer than none");
    }
    attempts.target = CheckTarget(spec);
    if (attempts.max_per_day > 0 && attempts.at_least > 0 &&
        attempts.target.business_days == 0 &&
        attempts.target.calendar == nullptr && !context_.has_errors()) {
      // The first and the last day count as well.
      const int64_t days =
          1 + attempts.target.days +
          (attempts.target.within + kMicrosPerDay - 1) / kMicrosPerDay;
      if (days * attempts.max_per_day < attempts.at_least) {
        context_.Error(
            "at_least",
            absl::StrCat("no time for ", attempts.at_least, " attempts if ",
                         attempts.max_per_day, " a day count"));
      }
    }
    attempts.start = checks_.CheckEvents("start", spec.start, /*required=*/true,
                                         /*may_have_when=*/true);
    attempts.counts =
        checks_.CheckEvents("counts", spec.counts, /*required=*/true);
    attempts.until = checks_.CheckEvents("until", spec.until, false);
    attempts.cancel = checks_.CheckEvents("cancel", spec.cancel, false);
    if (spec.again == Again::kResume) {
      context_.Error("again", "attempts do not go on after their end",
                     "NEW_CYCLE or FIRST");
    }
    attempts.again = spec.again;
    attempts.blame = spec.blame;
    policy_->attempts.push_back(std::move(attempts));
  }

  template <typename Spec>
  CheckedDelivery CheckDelivery(const Spec& spec) {
    CheckedDelivery delivery;
    delivery.name = spec.name;
    delivery.label = LabelOf(spec);
    delivery.per = spec.per;
    if (spec.per == Period::kUnspecified) {
      context_.Error("per", "the promise says not per which period",
                     "one of DAY, WEEK, MONTH, QUARTER and YEAR");
    }
    delivery.counts =
        checks_.CheckEvents("counts", spec.counts, /*required=*/true,
                            /*may_have_when=*/true);
    delivery.first_time_only = spec.first_time_only;
    return delivery;
  }

  void CheckCommitment(const CommitmentSpec& spec) {
    CheckedCommitment commitment;
    commitment.delivery = CheckDelivery(spec);
    commitment.at_least = spec.at_least;
    if (!(spec.at_least > 0) || spec.at_least > 1e12) {
      context_.Error("at_least", "not a number above 0 and at most 10^12",
                     "such as at_least: 1000");
    }
    if (!spec.worth.empty()) {
      commitment.worth = checks_.CheckTyped("worth", spec.worth,
                                            cel::Kind::kDouble, "a number");
    }
    commitment.uncount = checks_.CheckEvents("uncount", spec.uncount, false);
    if (spec.pace.has_value()) {
      const Scope scope(context_, "pace");
      if (spec.pace->business.empty()) {
        context_.Error("business", "a pace by no calendar",
                       "business: \"...\"");
      }
      commitment.pace = checks_.FindCalendar("business", spec.pace->business);
    }
    policy_->commitments.push_back(std::move(commitment));
  }

  CheckedEvents Decisions(const char* field,
                          const std::vector<EventSpec>& specs,
                          const std::vector<std::string>& otherwise) {
    CheckedEvents events = checks_.CheckEvents(field, specs, false);
    if (!specs.empty()) return events;
    CheckedEvent event;
    event.activity.types = checks_.LifecycleTypes(otherwise);
    if (event.activity.types.empty()) {
      context_.Error(field, absl::StrCat("the policy says not what is ", field),
                     "such as " + std::string(field) +
                         " { types: \"...\" }, or name the types in the "
                         "lifecycle of the model");
    }
    events.push_back(std::move(event));
    return events;
  }

  void CheckQuality(const QualitySpec& spec) {
    CheckedQuality quality;
    quality.delivery = CheckDelivery(spec);
    quality.at_least = spec.at_least;
    if (!(spec.at_least > 0 && spec.at_least <= 1)) {
      context_.Error("at_least", "not a share above 0 and at most 1",
                     "such as at_least: 0.6");
    }
    const LifecycleSpec& lifecycle = policy_->model.spec().lifecycle;
    quality.accepted = Decisions("accepted", spec.accepted, lifecycle.accepted);
    quality.rejected = Decisions("rejected", spec.rejected, lifecycle.returned);
    policy_->qualities.push_back(std::move(quality));
  }

  void CheckStageAge(const StageAgeSpec& spec) {
    CheckedStageAge age;
    age.name = spec.name;
    age.label = LabelOf(spec);
    age.stage = checks_.CheckStage("stage", spec.stage);
    if (age.stage == 0) {
      context_.Error("stage", "every lead starts in the first stage",
                     "name a later one");
    }
    age.target = CheckTarget(spec);
    age.blame = spec.blame;
    policy_->stage_ages.push_back(std::move(age));
  }

  // ---- Readiness -----------------------------------------------------------

  void TakeReady(const CheckedEvents& events) {
    int& ready = policy_->ready_stage;
    for (const CheckedEvent& event : events) {
      if (event.kind != EventKind::kEnters &&
          event.kind != EventKind::kReaches) {
        continue;
      }
      if (event.stage > 0 && (ready < 0 || event.stage < ready)) {
        ready = event.stage;
      }
    }
  }

  void FindReadyStage() {
    for (const CheckedCommitment& commitment : policy_->commitments) {
      TakeReady(commitment.delivery.counts);
    }
    for (const CheckedQuality& quality : policy_->qualities) {
      TakeReady(quality.delivery.counts);
    }
    if (policy_->ready_stage >= 0) return;
    for (const CheckedClock& clock : policy_->clocks) TakeReady(clock.start);
    for (const CheckedAttempts& each : policy_->attempts) TakeReady(each.start);
  }

  CheckContext& context_;
  const SlaPolicySpec& spec_;
  CheckedPolicy* policy_;
  PolicyChecks checks_;
  std::set<std::string> names_;  // Of promises.
};

}  // namespace

std::shared_ptr<const CheckedPolicy> CheckPolicy(CheckContext& context,
                                                 const SlaPolicySpec& spec,
                                                 const Model& model) {
  Utf8Checker(context).CheckElement(spec);
  if (context.has_errors()) return nullptr;
  const std::optional<Model> input =
      ExtendModel(context, spec.activities, model);
  if (!input.has_value()) return nullptr;
  auto policy = std::make_shared<CheckedPolicy>(spec, model, *input);
  PolicyChecker(context, spec, policy.get()).Run();
  if (context.has_errors()) return nullptr;
  return policy;
}

}  // namespace internal

SlaPolicy::SlaPolicy(std::shared_ptr<const internal::CheckedPolicy> checked)
    : checked_(std::move(checked)) {}

absl::StatusOr<SlaPolicy> SlaPolicy::Create(const SlaPolicySpec& spec,
                                            const Model& model,
                                            Diagnostics* diagnostics) {
  Diagnostics found;
  const ModelLimits limits;
  internal::CheckContext context(limits, &found);
  std::shared_ptr<const internal::CheckedPolicy> checked =
      internal::CheckPolicy(context, spec, model);
  if (diagnostics != nullptr) {
    diagnostics->insert(diagnostics->end(), found.begin(), found.end());
  }
  if (checked != nullptr) return SlaPolicy(std::move(checked));
  return internal::FirstError("the policy", found);
}

const std::string& SlaPolicy::name() const { return checked_->spec.name; }
const std::string& SlaPolicy::version() const { return checked_->spec.version; }
const SlaPolicySpec& SlaPolicy::spec() const { return checked_->spec; }
const Model& SlaPolicy::model() const { return checked_->model; }
const Model& SlaPolicy::input_model() const { return checked_->input_model; }
absl::TimeZone SlaPolicy::time_zone() const { return checked_->zone; }

}  // namespace leadscore
