// ModelSpecs for tests of what treats all members alike.

#ifndef LEADSCORE_TESTS_MODEL_SPEC_SAMPLES_H_
#define LEADSCORE_TESTS_MODEL_SPEC_SAMPLES_H_

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "leadscore/model_spec.h"
#include "src/model/spec_fields.h"

namespace leadscore::testing {

// Fills every member of a spec, to any depth, with values that are not its
// defaults and all different. Such a spec means nothing; it is there to be
// converted and compared.
class SpecFiller {
 public:
  template <typename T>
  void Fill(T* value) {
    ++count_;
    if constexpr (internal::kIsSpec<T>) {
      internal::SpecFields<T>::Visit(*value,
                                     [this](const char* name, auto& member) {
                                       // Not saved, so that it could not come
                                       // back.
                                       if (std::string(name) != "file_values") {
                                         this->Fill(&member);
                                       }
                                     });
    } else if constexpr (std::is_same_v<T, std::string>) {
      *value = "text " + std::to_string(count_) + " \u00fc\"'\\\n";
    } else if constexpr (std::is_same_v<T, bool>) {
      *value = true;
    } else if constexpr (std::is_same_v<T, absl::Duration>) {
      *value = absl::Microseconds(count_);
    } else if constexpr (std::is_enum_v<T>) {
      *value = static_cast<T>(1);
    } else {
      *value = static_cast<T>(count_) + static_cast<T>(0.25);
    }
  }

  template <typename T>
  void Fill(std::optional<T>* value) {
    Fill(&value->emplace());
  }

  template <typename T>
  void Fill(std::vector<T>* values) {
    values->resize(2);
    for (T& value : *values) Fill(&value);
  }

 private:
  int count_ = 0;
};

inline ModelSpec FullSpec() {
  ModelSpec spec;
  SpecFiller().Fill(&spec);
  return spec;
}

// Calls `check` with copies of `spec`, each with one member, at any depth,
// changed.
class SpecMutator {
 public:
  template <typename Check>
  static int ForEachChange(const ModelSpec& spec, const Check& check) {
    int changes = 0;
    while (true) {
      ModelSpec changed = spec;
      int remaining = changes;
      if (!Change(&changed, &remaining)) return changes;
      check(changed, changes);
      ++changes;
    }
  }

 private:
  // Changes the `*remaining`-th member that can be changed; false if there are
  // fewer.
  template <typename T>
  static bool Change(T* value, int* remaining) {
    if constexpr (internal::kIsSpec<T>) {
      bool done = false;
      internal::SpecFields<T>::Visit(
          *value, [&](const char* name, auto& member) {
            const std::string field = name;
            // Where the values of a list come from does not matter.
            if (done || field == "file" || field == "file_values") return;
            done = Change(&member, remaining);
          });
      return done;
    } else {
      if ((*remaining)-- != 0) return false;
      if constexpr (std::is_same_v<T, std::string>) {
        *value += "x";
      } else if constexpr (std::is_same_v<T, bool>) {
        *value = !*value;
      } else if constexpr (std::is_same_v<T, absl::Duration>) {
        *value += absl::Microseconds(1);
      } else if constexpr (std::is_enum_v<T>) {
        *value = static_cast<T>(static_cast<int>(*value) == 0 ? 1 : 0);
      } else {
        *value += static_cast<T>(1);
      }
      return true;
    }
  }

  template <typename T>
  static bool Change(std::optional<T>* value, int* remaining) {
    if ((*remaining)-- == 0) {
      value->reset();
      return true;
    }
    return value->has_value() && Change(&**value, remaining);
  }

  template <typename T>
  static bool Change(std::vector<T>* values, int* remaining) {
    if (values->empty()) return false;
    if ((*remaining)-- == 0) {
      values->pop_back();
      return true;
    }
    for (T& value : *values) {
      if (Change(&value, remaining)) return true;
    }
    return false;
  }
};

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_MODEL_SPEC_SAMPLES_H_
