// Visits the members of plain structs by name: what the files that list them
// share (spec_fields.h, and sla/spec_fields.h).

#ifndef LEADSCORE_SRC_MODEL_SPEC_VISITOR_H_
#define LEADSCORE_SRC_MODEL_SPEC_VISITOR_H_

#include <optional>
#include <vector>

namespace leadscore::internal {

// What kind of member a type is: one of these, or plain.
template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// Specialised for every struct of a spec. `Spec` is the struct or the
// same const.
template <typename T>
struct SpecFields {
  static constexpr bool kExists = false;
};

#define LEADSCORE_SPEC_FIELDS_(type, ...)              \
  template <>                                          \
  struct SpecFields<type> {                            \
    static constexpr bool kExists = true;              \
    template <typename Spec, typename Visitor>         \
    static void Visit(Spec& spec, Visitor&& visitor) { \
      __VA_ARGS__                                      \
    }                                                  \
  };

#define LEADSCORE_FIELD_(name) visitor(#name, spec.name);

template <typename T>
inline constexpr bool kIsSpec = SpecFields<T>::kExists;

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_SPEC_VISITOR_H_
