// Leads that every format can hold, and their values as text.

#ifndef LEADSCORE_TESTS_TESTING_LEAD_VALUES_H_
#define LEADSCORE_TESTS_TESTING_LEAD_VALUES_H_

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/lead.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"

namespace leadscore::testing {

// What all formats can hold: no text is empty, no number is beyond numbers, an
// element of a list is what a cell of CSV gives back, and a $set changes one
// attribute.
class CommonLeads {
 public:
  static std::vector<Lead> Of(std::vector<Lead> leads) {
    for (Lead& lead : leads) {
      Keep(&lead.attributes);
      std::vector<Activity> activities;
      for (Activity& activity : lead.activities) {
        const bool sets = activity.type == "$set";
        if (sets) activity.properties.resize(1);
        if (sets && IsAwkward(activity.properties[0].second)) continue;
        if (!sets) Keep(&activity.properties);
        activities.push_back(std::move(activity));
      }
      lead.activities = std::move(activities);
    }
    return leads;
  }

 private:
  static bool IsAwkward(const AttributeValue& value) {
    if (std::holds_alternative<std::monostate>(value)) return false;
    if (const auto* text = std::get_if<std::string>(&value)) {
      return text->empty();
    }
    if (const auto* real = std::get_if<double>(&value)) {
      return !std::isfinite(*real);
    }
    const auto* list = std::get_if<std::vector<std::string>>(&value);
    if (list == nullptr) return false;
    return list->empty() ||
           std::any_of(list->begin(), list->end(), [](const std::string& text) {
             return text.empty() || text.front() == ' ' || text.back() == ' ' ||
                    text.find(';') != std::string::npos;
           });
  }

  static void Keep(std::vector<NamedValue>* values) {
    values->erase(
        std::remove_if(values->begin(), values->end(),
                       [](const NamedValue& value) {
                         return IsAwkward(value.second) ||
                                std::holds_alternative<std::monostate>(
                                    value.second);
                       }),
        values->end());
  }
};

inline std::string CellOf(const AttributeValue& value) {
  struct Text {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(bool value) const {
      return value ? "true" : "false";
    }
    std::string operator()(int64_t value) const { return absl::StrCat(value); }
    std::string operator()(double value) const {
      return internal::FormatDouble(value);
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(absl::Time value) const {
      return internal::FormatInstant(internal::ToMicros(value));
    }
    std::string operator()(const std::vector<std::string>& values) const {
      std::string text;
      for (const std::string& value : values) {
        text += (text.empty() ? "" : ";") + value;
      }
      return text;
    }
  };
  return std::visit(Text{}, value);
}

// The columns of an activity, those of a $set by themselves.
inline std::vector<NamedValue> ColumnsOf(const Activity& activity) {
  if (activity.type != "$set") return activity.properties;
  return {{"attribute", activity.properties[0].first},
          {"value", activity.properties[0].second}};
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_LEAD_VALUES_H_
