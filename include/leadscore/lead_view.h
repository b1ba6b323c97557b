// A lead by position: values stand where the schemas of a model have them, and
// belong to the caller. The form for a service that scores leads as they come
// in and has no time to look names up or to copy texts; lead.h has the form
// that takes values by name.
//
//   const int title = PositionOf(model.lead_schema().columns, "title");
//   const int visit = PositionOf(model.activity_schema().types, "visit");
//
//   std::vector<ValueView> attributes(model.lead_schema().columns.size());
//   attributes[title] = "VP Sales";
//   std::vector<ActivityView> activities = {{visit, micros}};
//   scorer.Score(LeadView{attributes, activities}, now, &context, &score);

#ifndef LEADSCORE_LEAD_VIEW_H_
#define LEADSCORE_LEAD_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/table.h"

namespace leadscore {

// A value, or none. Texts and lists are not copied: they have to outlive it.
// As of AttributeValue, a double that is NaN counts as none, and -0.0 is 0.0.
class ValueView {
 public:
  enum class Kind : uint8_t {
    kMissing,
    kBool,
    kInt,
    kDouble,
    kString,
    kTimestamp,
    kStringList,
  };

  constexpr ValueView() : ValueView(Kind::kMissing, 0) {}
  // From a bool, a whole number of at most 64 bits with a sign, or a double.
  template <typename T, std::enable_if_t<std::is_floating_point_v<T> ||
                                             (std::is_integral_v<T> &&
                                              (std::is_signed_v<T> ||
                                               sizeof(T) < sizeof(int64_t))),
                                         int> = 0>
  constexpr ValueView(T value)  // NOLINT: a value is a view of itself.
      : ValueView(KindOf<T>(), 0) {
    if constexpr (std::is_floating_point_v<T>) {
      payload_.real = static_cast<double>(value);
    } else {
      payload_.number = static_cast<int64_t>(value);
    }
  }
  constexpr ValueView(std::string_view text)  // NOLINT
      : payload_(text.data()), size_(text.size()), kind_(Kind::kString) {}
  constexpr ValueView(const char* text)  // NOLINT
      : ValueView(std::string_view(text)) {}
  ValueView(const std::string& text)  // NOLINT
      : ValueView(std::string_view(text)) {}
  ValueView(absl::Span<const std::string_view> texts)  // NOLINT
      : payload_(texts.data()), size_(texts.size()), kind_(Kind::kStringList) {}
  // Rounded down to whole microseconds.
  ValueView(absl::Time time)  // NOLINT
      : ValueView(TimestampMicros(absl::ToUnixMicros(time))) {}
  // An instant in microseconds since 1970-01-01 UTC.
  static constexpr ValueView TimestampMicros(int64_t micros) {
    return ValueView(Kind::kTimestamp, micros);
  }

  constexpr Kind kind() const { return kind_; }

  // Each REQUIRES its kind.
  constexpr bool as_bool() const { return payload_.number != 0; }
  constexpr int64_t as_int() const { return payload_.number; }
  constexpr double as_double() const { return payload_.real; }
  constexpr int64_t as_micros() const { return payload_.number; }
  constexpr std::string_view as_string() const {
    return std::string_view(payload_.text, size_);
  }
  absl::Span<const std::string_view> as_string_list() const {
    return absl::MakeConstSpan(payload_.texts, size_);
  }

 private:
  union Payload {
    constexpr explicit Payload(int64_t n) : number(n) {}
    constexpr explicit Payload(const char* t) : text(t) {}
    constexpr explicit Payload(const std::string_view* t) : texts(t) {}

    int64_t number;
    double real;
    const char* text;
    const std::string_view* texts;
  };

  constexpr ValueView(Kind kind, int64_t number)
      : payload_(number), kind_(kind) {}

  template <typename T>
  static constexpr Kind KindOf() {
    if (std::is_same_v<T, bool>) return Kind::kBool;
    return std::is_floating_point_v<T> ? Kind::kDouble : Kind::kInt;
  }

  Payload payload_;
  size_t size_ = 0;
  Kind kind_;
};

struct ActivityView {
  // Index into the types of the model's ActivitySchema: none of the reserved
  // types of lead.h.
  int type = 0;
  // In microseconds since 1970-01-01 UTC, as absl::ToUnixMicros gives them.
  int64_t time_micros = 0;
  // In the order of the schema's properties; those behind the last are missing.
  absl::Span<const ValueView> properties{};
  // As of Activity.
  std::string_view id{};
  int64_t revision = 0;
};

struct LeadView {
  // In the order of the columns of the model's LeadSchema; those behind the
  // last are missing.
  absl::Span<const ValueView> attributes{};
  absl::Span<const ActivityView> activities{};  // In any order.
};

// Where a name stands; -1 if it does not.
int PositionOf(const std::vector<ColumnSchema>& columns, std::string_view name);
int PositionOf(const std::vector<std::string>& names, std::string_view name);

// A lead without id and account as a value of its own, with the names of the
// schemas.
//
// REQUIRES: as many attributes and properties as there are columns, or fewer;
// types that the schema has.
Lead ToLead(const LeadView& lead, const LeadSchema& leads,
            const ActivitySchema& activities);

}  // namespace leadscore

#endif  // LEADSCORE_LEAD_VIEW_H_
