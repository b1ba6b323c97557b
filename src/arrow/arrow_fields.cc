#include "src/arrow/arrow_fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal {

absl::StatusOr<ArrowFields> ArrowFields::Create(const ArrowSchema* schema,
                                                const ArrowArray* array,
                                                const std::string& noun) {
  LEADSCORE_ASSIGN_OR_RETURN(ArrowVector rows,
                             ArrowVector::Create(schema, array, noun));
  LEADSCORE_ASSIGN_OR_RETURN(ArrowFields fields, Create(std::move(rows), noun));
  for (size_t row = 0; row < fields.rows_.size(); row += kWordBits) {
    const size_t count = std::min(kWordBits, fields.rows_.size() - row);
    if (fields.rows_.Present(row, count) != FirstBits(count)) {
      return absl::InvalidArgumentError(
          absl::StrCat(noun, ": a batch with rows that are null as a whole"));
    }
  }
  return fields;
}

absl::StatusOr<ArrowFields> ArrowFields::Create(ArrowVector elements,
                                                const std::string& noun) {
  if (elements.type().kind != ArrowKind::kStruct || elements.has_dictionary()) {
    return absl::InvalidArgumentError(
        absl::StrCat(noun,
                     ": has to be a struct with the columns as its "
                     "fields, as a record batch is"));
  }
  return ArrowFields(std::move(elements), noun);
}

absl::StatusOr<ptrdiff_t> ArrowFields::PositionOf(std::string_view name) const {
  ptrdiff_t found = -1;
  for (size_t i = 0; i < rows_.num_children(); ++i) {
    if (TrimWhitespace(rows_.child_name(i)) != name) continue;
    if (found >= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat(noun_, ": column ", Quoted(name),
                       " is there twice; rename or drop one"));
    }
    found = static_cast<ptrdiff_t>(i);
  }
  return found;
}

absl::StatusOr<size_t> ArrowFields::NeedPosition(
    std::string_view name, std::string_view purpose,
    const std::string& remedy) const {
  LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position, PositionOf(name));
  if (position >= 0) return static_cast<size_t>(position);
  return absl::InvalidArgumentError(
      absl::StrCat(noun_, ": no column ", Quoted(name),
                   ", which is needed for ", ToAbsl(purpose), "; ", remedy));
}

absl::StatusOr<ArrowVector> ArrowFields::column(size_t position) const {
  return rows_.child(
      position,
      absl::StrCat(noun_, ": column ", Quoted(rows_.child_name(position))));
}

absl::StatusOr<std::optional<ArrowVector>> ArrowFields::Find(
    std::string_view name) const {
  LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position, PositionOf(name));
  if (position < 0) return std::optional<ArrowVector>();
  LEADSCORE_ASSIGN_OR_RETURN(ArrowVector found,
                             column(static_cast<size_t>(position)));
  return std::optional<ArrowVector>(std::move(found));
}

absl::StatusOr<ArrowVector> ArrowFields::Need(std::string_view name,
                                              std::string_view purpose,
                                              const std::string& remedy) const {
  LEADSCORE_ASSIGN_OR_RETURN(const size_t position,
                             NeedPosition(name, purpose, remedy));
  return column(position);
}

absl::StatusOr<ptrdiff_t> ArrowFields::FindColumn(std::string_view name,
                                                  ValueType /*type*/) {
  return PositionOf(name);
}

absl::StatusOr<size_t> ArrowFields::NeedColumn(std::string_view name,
                                               std::string_view purpose,
                                               std::string remedy) {
  return NeedPosition(name, purpose, remedy);
}

}  // namespace leadscore::internal
