// The checks that several parts of a policy need.

#ifndef LEADSCORE_SRC_SLA_POLICY_CHECKS_H_
#define LEADSCORE_SRC_SLA_POLICY_CHECKS_H_

#include <optional>
#include <string>
#include <vector>

#include "leadscore/sla_policy_spec.h"
#include "src/cel/environment.h"
#include "src/model/check_context.h"
#include "src/sla/checked_policy.h"

namespace leadscore::internal {

// Each reports what is wrong at `field` of the present path.
class PolicyChecks {
 public:
  // All have to outlive it. Calendars, touch and reply are looked up in
  // `policy` once they are there.
  PolicyChecks(CheckContext& context, const SlaPolicySpec& spec,
               const CheckedPolicy& policy);

  // The calendar of a name; null without one, or after a mistake.
  CalendarPtr FindCalendar(const char* field, const std::string& name);

  // A condition on a lead.
  Condition CheckWhen(const char* field, const std::string& text,
                      bool required = false);

  // An expression on a lead that gives a text; null if it is empty.
  Condition CheckText(const char* field, const std::string& text);

  // One that gives a kind; any number will do for kDouble.
  Condition CheckTyped(const char* field, const std::string& text,
                       cel::Kind kind, const char* wanted);

  // Types of the model, by the codes of the input model; empty if there is
  // none.
  std::vector<bool> LifecycleTypes(const std::vector<std::string>& types);

  // A touch or a reply; `otherwise` are types of the model.
  CheckedContact CheckContact(const char* field,
                              const std::optional<ContactSpec>& spec,
                              const std::vector<std::string>& otherwise);

  // An attribute of the model, or a property of the input model that is a text;
  // -1 without a word if there is none.
  int AttributeIndex(const std::string& name) const;
  int PropertyIndex(const std::string& name) const;

  // An attribute of a type, which `wanted` names.
  int CheckAttribute(const char* field, const std::string& name, ValueType type,
                     const char* wanted);

  int CheckStage(const char* field, const std::string& name);

  // The events of a promise. `may_have_when` says whether somebody judges the
  // lead at them.
  CheckedEvents CheckEvents(const char* field,
                            const std::vector<EventSpec>& specs, bool required,
                            bool may_have_when = false);

 private:
  CheckedEvent CheckEvent(const EventSpec& spec, bool may_have_when);
  void CheckDefined(const char* field, const CheckedContact& contact);

  const CheckedModel& model() const { return policy_.model.checked(); }
  const CheckedModel& input() const { return policy_.input_model.checked(); }

  CheckContext& context_;
  const SlaPolicySpec& spec_;
  const CheckedPolicy& policy_;
  cel::Environment stage_environment_;
  cel::Environment activity_environment_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_POLICY_CHECKS_H_
