// Values and parts of a ModelSpec as a text of a model would have them, on one
// line. Equal texts are equal values.

#ifndef LEADSCORE_SRC_DIFF_SPEC_TEXT_H_
#define LEADSCORE_SRC_DIFF_SPEC_TEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model_spec.h"
#include "src/model/spec_fields.h"

namespace leadscore::internal {

std::string SpecText(const std::string& value);  // In quotes.
std::string SpecText(bool value);
std::string SpecText(int value);
std::string SpecText(double value);
std::string SpecText(absl::Duration value);  // In quotes.
std::string SpecText(ValueType value);
std::string SpecText(SignalKind value);
std::string SpecText(SignalScope value);
std::string SpecText(TierChoice value);
std::string SpecText(TableMatch value);
std::string SpecText(CurveShape value);
std::string SpecText(RollUp value);

// Nothing if it is not set.
template <typename T>
std::string SpecText(const std::optional<T>& value);

// {name: "Role"  points: 30}; members that have their defaults are left out,
// and the first one if `with_first` is false.
template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int> = 0>
std::string SpecText(const Spec& spec, bool with_first = true);

// ["a", "b"]; nothing if there is none.
template <typename T>
std::string SpecText(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) {
    text += (text.empty() ? "[" : ", ") + SpecText(value);
  }
  return text.empty() ? text : text + "]";
}

template <typename T>
std::string SpecText(const std::optional<T>& value) {
  return value.has_value() ? SpecText(*value) : "";
}

template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int>>
std::string SpecText(const Spec& spec, bool with_first) {
  const Spec defaults;
  std::vector<std::string> default_texts;
  SpecFields<Spec>::Visit(defaults, [&](const char*, const auto& member) {
    default_texts.push_back(SpecText(member));
  });
  std::string text;
  size_t index = 0;
  SpecFields<Spec>::Visit(spec, [&](const char* name, const auto& member) {
    const std::string member_text = SpecText(member);
    const bool is_first = index == 0;
    if (member_text == default_texts[index++]) return;
    if (is_first && !with_first) return;
    text +=
        (text.empty() ? "{" : "  ") + std::string(name) + ": " + member_text;
  });
  return text.empty() ? "{}" : text + "}";
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DIFF_SPEC_TEXT_H_
