#include "src/arrow/arrow_texts.h"

#include "absl/strings/str_cat.h"
#include "src/arrow/arrow_cells.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/cell_text.h"

namespace leadscore::internal {
namespace {

bool IsText(const ArrowVector& vector) {
  const ArrowKind kind = vector.type().kind;
  return kind == ArrowKind::kText || kind == ArrowKind::kTextView;
}

bool MayBeName(const ArrowVector& vector) {
  const ArrowKind kind = vector.type().kind;
  return IsText(vector) || kind == ArrowKind::kInt ||
         kind == ArrowKind::kUnsigned || kind == ArrowKind::kNull;
}

}  // namespace

absl::Status ArrowTexts::Bind(const ArrowVector& vector) {
  vector_ = vector;
  dictionary_.reset();
  if (vector.has_dictionary()) {
    LEADSCORE_ASSIGN_OR_RETURN(dictionary_, vector.dictionary());
  }
  const ArrowVector& values = dictionary_.has_value() ? *dictionary_ : vector;
  if (MayBeName(values) && !values.has_dictionary()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(vector.name(), " is ", NameOf(values.type()),
                   ", where text or whole numbers have to be; cast it"));
}

absl::Status ArrowTexts::Load(size_t row, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const char* why = nullptr;
    if (!dictionary_.has_value()) {
      why = LoadOne(*vector_, row + i, i);
    } else if (!vector_->IsPresent(row + i)) {
      texts_[i] = {};
    } else {
      const size_t code = vector_->Code(row + i);
      why = code < dictionary_->size() ? LoadOne(*dictionary_, code, i)
                                       : "its code is none of its dictionary";
    }
    if (why != nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(vector_->name(), ", row ", row + i + 1, ": ", why));
    }
  }
  return absl::OkStatus();
}

const char* ArrowTexts::LoadOne(const ArrowVector& vector, size_t row,
                                size_t place) {
  std::string_view& text = texts_[place];
  text = {};
  if (!vector.IsPresent(row)) return nullptr;
  if (!IsText(vector)) {
    CellTextOf(vector, row, &numbers_[place]);
    text = numbers_[place];
    return nullptr;
  }
  if (!vector.Text(row, &text)) {
    return "its offsets leave the memory they are of";
  }
  text = TrimWhitespace(text);
  if (text.size() > max_text_bytes_) return "a text that is too long";
  return IsCleanText(text)
             ? nullptr
             : "a text with a NUL byte or that is not valid UTF-8";
}

}  // namespace leadscore::internal
