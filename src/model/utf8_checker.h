// Finds text that is not UTF-8 in a spec, wherever it stands.

#ifndef LEADSCORE_SRC_MODEL_UTF8_CHECKER_H_
#define LEADSCORE_SRC_MODEL_UTF8_CHECKER_H_

#include <optional>
#include <string>
#include <vector>

#include "src/core/text.h"
#include "src/model/check_context.h"
#include "src/model/spec_visitor.h"

namespace leadscore::internal {

// Reports it to the context. The fields of all structs of the spec have to be
// known where this is used.
class Utf8Checker {
 public:
  explicit Utf8Checker(CheckContext& context) : context_(context) {}

  void Check(const char* field, const std::string& text) {
    if (!IsValidUtf8(text)) context_.Error(field, "text that is not UTF-8");
  }

  template <typename T>
  void Check(const char* field, const std::vector<T>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
      const CheckContext::Scope scope(context_, field, i, "");
      CheckElement(values[i]);
    }
  }

  template <typename T>
  void Check(const char* field, const std::optional<T>& value) {
    if (value.has_value()) Check(field, *value);
  }

  template <typename T>
  void Check(const char* field, const T& value) {
    if constexpr (kIsSpec<T>) {
      const CheckContext::Scope scope(context_, field);
      CheckElement(value);
    }
  }

  template <typename T>
  void CheckElement(const T& value) {
    if constexpr (kIsSpec<T>) {
      SpecFields<T>::Visit(value, [this](const char* name, const auto& member) {
        this->Check(name, member);
      });
    } else {
      Check("", value);
    }
  }

 private:
  CheckContext& context_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_UTF8_CHECKER_H_
