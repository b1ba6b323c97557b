#include "src/model/canonical.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/sha256.h"
#include "src/model/spec_fields.h"

namespace leadscore::internal {
namespace {

// Strings carry their length, so that no text can look like structure.
void Append(const std::string& value, std::string* out) {
  absl::StrAppend(out, value.size(), ":", value);
}

void Append(bool value, std::string* out) { *out += value ? "true" : "false"; }

void Append(int value, std::string* out) { absl::StrAppend(out, value); }

void Append(double value, std::string* out) {
  // -0.0 is no other number of points than 0.
  *out += FormatDouble(value == 0 ? 0.0 : value);
}

void Append(absl::Duration value, std::string* out) {
  absl::StrAppend(out, absl::ToInt64Microseconds(value), "us");
}

template <typename Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
void Append(Enum value, std::string* out) {
  absl::StrAppend(out, "#", static_cast<int>(value));
}

template <typename T>
void Append(const std::vector<T>& values, std::string* out);
template <typename T>
void Append(const std::optional<T>& value, std::string* out);

template <typename Spec, std::enable_if_t<SpecFields<Spec>::kExists, int> = 0>
void Append(const Spec& spec, std::string* out) {
  const Spec defaults;
  std::vector<std::string> default_members;
  SpecFields<Spec>::Visit(defaults, [&](const char*, const auto& member) {
    default_members.emplace_back();
    Append(member, &default_members.back());
  });
  *out += '{';
  size_t index = 0;
  SpecFields<Spec>::Visit(spec, [&](const char* name, const auto& member) {
    std::string text;
    Append(member, &text);
    if (text != default_members[index++]) {
      absl::StrAppend(out, name, "=", text, ";");
    }
  });
  *out += '}';
}

template <typename T>
void Append(const std::vector<T>& values, std::string* out) {
  *out += '[';
  for (const T& value : values) {
    Append(value, out);
    *out += ',';
  }
  *out += ']';
}

template <typename T>
void Append(const std::optional<T>& value, std::string* out) {
  if (value.has_value()) {
    Append(*value, out);
  } else {
    *out += "none";
  }
}

// A list as the set that it is.
void MakeCanonical(ListSpec* list) {
  if (list->file_values.has_value()) {
    list->values.insert(list->values.end(), list->file_values->begin(),
                        list->file_values->end());
  }
  list->file.clear();
  list->file_values.reset();
  std::sort(list->values.begin(), list->values.end());
  list->values.erase(std::unique(list->values.begin(), list->values.end()),
                     list->values.end());
}

}  // namespace

std::string CanonicalText(const ModelSpec& spec) {
  ModelSpec canonical = spec;
  for (ListSpec& list : canonical.lists) MakeCanonical(&list);
  if (canonical.time_zone.empty()) canonical.time_zone = "UTC";
  if (!canonical.tick.has_value()) canonical.tick = absl::Hours(1);
  std::string text;
  Append(canonical, &text);
  return text;
}

std::string Fingerprint(const ModelSpec& spec) {
  Sha256 hash;
  hash.Update("leadscore model 1\n");
  hash.Update(CanonicalText(spec));
  constexpr size_t kHexDigits = 32;
  return hash.HexDigest().substr(0, kHexDigits);
}

}  // namespace leadscore::internal
