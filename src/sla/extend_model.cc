#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/sla/check_policy.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

// What was accepted once is accepted again.
ModelLimits NoLimits() {
  ModelLimits limits;
  limits.max_rules = std::numeric_limits<int>::max();
  limits.max_list_values = std::numeric_limits<size_t>::max();
  limits.max_condition_bytes = size_t{1} << 30;
  limits.max_condition_depth = 1 << 20;
  limits.max_regex_bytes = size_t{1} << 30;
  return limits;
}

// The type that a property of this name has somewhere.
const PropertySpec* FindProperty(const ModelSpec& spec,
                                 const std::string& name) {
  for (const ActivitySpec& activity : spec.activities) {
    for (const PropertySpec& property : activity.properties) {
      if (property.name == name) return &property;
    }
  }
  return nullptr;
}

void CheckProperty(CheckContext& context, const PropertySpec& property,
                   const ModelSpec& spec) {
  if (!IsIdentifier(property.name)) {
    context.Error("name", "a property whose name no condition can spell",
                  "letters, digits and underscores");
  }
  if (property.type == ValueType::kUnspecified ||
      property.type == ValueType::kStringList) {
    context.Error(
        "type",
        absl::StrCat("the property ", Quoted(property.name), " has no type"),
        "one of BOOL, INT, DOUBLE, STRING and TIMESTAMP");
  }
  const PropertySpec* other = FindProperty(spec, property.name);
  if (other != nullptr && other->type != property.type) {
    context.Error("type",
                  absl::StrCat("the property ", Quoted(property.name),
                               " has another type elsewhere"),
                  "a name has one type in all activities");
  }
}

void AddProperty(const PropertySpec& property, ActivitySpec* activity) {
  const bool is_there = std::any_of(
      activity->properties.begin(), activity->properties.end(),
      [&](const PropertySpec& own) { return own.name == property.name; });
  if (!is_there) activity->properties.push_back(property);
}

}  // namespace

std::optional<Model> ExtendModel(
    CheckContext& context, const std::vector<PolicyActivitySpec>& activities,
    const Model& model) {
  if (activities.empty()) return model;
  ModelSpec spec = model.spec();
  for (size_t i = 0; i < activities.size(); ++i) {
    const PolicyActivitySpec& added = activities[i];
    const Scope scope(context, "activities", i,
                      added.types.empty() ? "" : added.types[0]);
    if (added.types.empty()) {
      context.Error("types", "activities of no type",
                    "name at least one: types: \"call\"");
    }
    for (size_t j = 0; j < added.properties.size(); ++j) {
      const Scope inner(context, "properties", j, added.properties[j].name);
      CheckProperty(context, added.properties[j], spec);
    }
    for (const std::string& type : added.types) {
      if (type.empty() || type[0] == '$') {
        context.Error("types", "a type of activity that is reserved or empty");
        continue;
      }
      auto own = std::find_if(
          spec.activities.begin(), spec.activities.end(),
          [&](const ActivitySpec& other) { return other.type == type; });
      if (own == spec.activities.end()) {
        spec.activities.push_back(ActivitySpec{type});
        own = spec.activities.end() - 1;
      }
      for (const PropertySpec& property : added.properties) {
        AddProperty(property, &*own);
      }
    }
  }
  if (context.has_errors()) return std::nullopt;
  absl::StatusOr<Model> extended = Model::Create(spec, nullptr, NoLimits());
  if (!extended.ok()) {
    context.Error("activities", absl::StrCat("they do not go with the model: ",
                                             extended.status().message()));
    return std::nullopt;
  }
  return *std::move(extended);
}

}  // namespace leadscore::internal
