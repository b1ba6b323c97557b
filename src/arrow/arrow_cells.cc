#include "src/arrow/arrow_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "src/core/bits.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/time_text.h"
#include "src/io/cell_text.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

__extension__ using Int128 = __int128;

// Runs `read` for every row that has a value; it gives whether the row is
// right. Gives those that are not.
template <typename Read>
uint64_t ForEach(uint64_t rows, Read read) {
  uint64_t wrong = 0;
  for (; rows != 0; rows &= rows - 1) {
    const size_t row = LowestBit(rows);
    if (!read(row)) wrong |= BitOf(row);
  }
  return wrong;
}

bool IsText(ArrowKind kind) {
  return kind == ArrowKind::kText || kind == ArrowKind::kTextView;
}

Int128 DecimalAt(const ArrowVector& vector, size_t row) {
  switch (vector.type().bytes) {
    case 4:
      return vector.Value<int32_t>(row);
    case 8:
      return vector.Value<int64_t>(row);
    default:
      return vector.Value<Int128>(row);
  }
}

std::string DecimalText(Int128 value, int scale) {
  const bool is_negative = value < 0;
  std::string digits;  // From the last.
  for (int i = 0; value != 0 || i <= scale; ++i) {
    if (i == scale && scale > 0) digits += '.';
    const auto digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  }
  if (is_negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

int64_t IntAt(const ArrowVector& vector, size_t row) {
  switch (vector.type().bytes) {
    case 1:
      return vector.Value<int8_t>(row);
    case 2:
      return vector.Value<int16_t>(row);
    case 4:
      return vector.Value<int32_t>(row);
    default:
      return vector.Value<int64_t>(row);
  }
}

uint64_t UnsignedAt(const ArrowVector& vector, size_t row) {
  switch (vector.type().bytes) {
    case 1:
      return vector.Value<uint8_t>(row);
    case 2:
      return vector.Value<uint16_t>(row);
    case 4:
      return vector.Value<uint32_t>(row);
    default:
      return vector.Value<uint64_t>(row);
  }
}

// Rounds down; false if it cannot be said in microseconds.
bool ToMicros(const ArrowType& type, int64_t units, Micros* micros) {
  if (type.units_per_micro > 1) {
    *micros = units / type.units_per_micro -
              (units % type.units_per_micro < 0 ? 1 : 0);
    return true;
  }
  return !__builtin_mul_overflow(units, type.micros_per_unit, micros);
}

int64_t UnitsAt(const ArrowVector& vector, size_t row) {
  return vector.type().bytes == 4 ? vector.Value<int32_t>(row)
                                  : vector.Value<int64_t>(row);
}

}  // namespace

bool CellTextOf(const ArrowVector& vector, size_t row, std::string* text) {
  text->clear();
  if (!vector.IsPresent(row)) return true;
  switch (vector.type().kind) {
    case ArrowKind::kText:
    case ArrowKind::kTextView: {
      std::string_view found;
      if (!vector.Text(row, &found)) return false;
      *text = std::string(found);
      return true;
    }
    case ArrowKind::kBool:
      *text = vector.Bool(row) ? "true" : "false";
      return true;
    case ArrowKind::kInt:
      *text = absl::StrCat(IntAt(vector, row));
      return true;
    case ArrowKind::kUnsigned:
      *text = absl::StrCat(UnsignedAt(vector, row));
      return true;
    case ArrowKind::kReal:
      *text =
          FormatDouble(vector.type().bytes == 4 ? vector.Value<float>(row)
                                                : vector.Value<double>(row));
      return true;
    case ArrowKind::kDecimal:
      *text = DecimalText(DecimalAt(vector, row), vector.type().scale);
      return true;
    case ArrowKind::kTimestamp: {
      Micros micros = 0;
      if (!vector.type().has_zone ||
          !ToMicros(vector.type(), UnitsAt(vector, row), &micros)) {
        return false;
      }
      *text = FormatInstant(micros);
      return true;
    }
    default:
      return false;
  }
}

ArrowCells::ArrowCells(CellParser parser, size_t max_text_bytes)
    : texts_(std::move(parser)), max_text_bytes_(max_text_bytes) {
  values_.numbers.resize(kWordBits);
  values_.reals.resize(kWordBits);
  values_.codes.resize(kWordBits);
  values_.lists.resize(kWordBits);
}

ArrowCells::~ArrowCells() = default;
ArrowCells::ArrowCells(ArrowCells&&) = default;
ArrowCells& ArrowCells::operator=(ArrowCells&&) = default;

absl::Status ArrowCells::Bind(const ArrowVector& vector) {
  vector_ = vector;
  elements_.reset();
  is_text_ = false;
  const auto fail = [&](const std::string& what, const char* remedy) {
    return absl::InvalidArgumentError(
        absl::StrCat(vector.name(), " is ", what, " and cannot become ",
                     ToAbsl(TypeName(type())), "; ", remedy));
  };
  if (vector.has_dictionary()) {
    absl::StatusOr<ArrowVector> dictionary = vector.dictionary();
    if (!dictionary.ok()) return dictionary.status();
    if (dictionary->has_dictionary()) {
      return fail("a dictionary of a dictionary", "decode it");
    }
    if (dictionary_cells_ == nullptr) {
      dictionary_cells_ =
          std::make_unique<ArrowCells>(texts_.parser(), max_text_bytes_);
    }
    if (absl::Status s = dictionary_cells_->Bind(*dictionary); !s.ok()) {
      return s;
    }
    TakeDictionary(*dictionary);
    loader_ = FindCodeLoader();
    return absl::OkStatus();
  }
  if (vector.type().kind == ArrowKind::kList) {
    absl::StatusOr<ArrowVector> elements =
        vector.child(0, vector.name() + ", its elements");
    if (!elements.ok()) return elements.status();
    elements_ = *std::move(elements);
  }
  loader_ = FindLoader();
  if (loader_ != nullptr) return absl::OkStatus();
  return fail(NameOf(vector.type()),
              "cast the column, or declare the attribute otherwise");
}

ArrowCells::Loader ArrowCells::FindLoader() {
  const ArrowKind kind = vector_->type().kind;
  const bool is_whole = kind == ArrowKind::kInt || kind == ArrowKind::kUnsigned;
  if (kind == ArrowKind::kNull) return &ArrowCells::LoadNothing;
  if (IsText(kind)) {
    is_text_ = true;
    return &ArrowCells::LoadTexts;
  }
  switch (type()) {
    case ValueType::kBool:
      if (kind == ArrowKind::kBool) return &ArrowCells::LoadBools;
      is_text_ = is_whole;
      return is_whole ? &ArrowCells::LoadNumbersAsTexts : nullptr;
    case ValueType::kInt:
      return FindIntLoader();
    case ValueType::kDouble:
      return FindRealLoader();
    case ValueType::kTimestamp:
      if (kind == ArrowKind::kTimestamp) return &ArrowCells::LoadTimes;
      if (kind == ArrowKind::kDate) return &ArrowCells::LoadDays;
      // Only a format says what a number means.
      is_text_ = is_whole && !texts_.parser().format().time_format.empty();
      return is_text_ ? &ArrowCells::LoadNumbersAsTexts : nullptr;
    case ValueType::kString:
      is_text_ = is_whole || kind == ArrowKind::kBool;
      return is_text_ ? &ArrowCells::LoadNumbersAsTexts : nullptr;
    case ValueType::kStringList:
      return elements_.has_value() && IsText(elements_->type().kind) &&
                     !elements_->has_dictionary()
                 ? &ArrowCells::LoadLists
                 : nullptr;
    default:
      return nullptr;
  }
}

ArrowCells::Loader ArrowCells::FindIntLoader() {
  const ArrowType& type = vector_->type();
  switch (type.kind) {
    case ArrowKind::kInt:
      return type.bytes == 1   ? &ArrowCells::LoadInts<int8_t>
             : type.bytes == 2 ? &ArrowCells::LoadInts<int16_t>
             : type.bytes == 4 ? &ArrowCells::LoadInts<int32_t>
                               : &ArrowCells::LoadInts<int64_t>;
    case ArrowKind::kUnsigned:
      return type.bytes == 1   ? &ArrowCells::LoadInts<uint8_t>
             : type.bytes == 2 ? &ArrowCells::LoadInts<uint16_t>
             : type.bytes == 4 ? &ArrowCells::LoadInts<uint32_t>
                               : &ArrowCells::LoadInts<uint64_t>;
    case ArrowKind::kReal:
      return type.bytes == 4 ? &ArrowCells::LoadWholeReals<float>
                             : &ArrowCells::LoadWholeReals<double>;
    case ArrowKind::kDecimal:
      return &ArrowCells::LoadDecimals;
    default:
      return nullptr;
  }
}

ArrowCells::Loader ArrowCells::FindRealLoader() {
  const ArrowType& type = vector_->type();
  switch (type.kind) {
    case ArrowKind::kInt:
      return type.bytes == 1   ? &ArrowCells::LoadReals<int8_t>
             : type.bytes == 2 ? &ArrowCells::LoadReals<int16_t>
             : type.bytes == 4 ? &ArrowCells::LoadReals<int32_t>
                               : &ArrowCells::LoadReals<int64_t>;
    case ArrowKind::kUnsigned:
      return type.bytes == 1   ? &ArrowCells::LoadReals<uint8_t>
             : type.bytes == 2 ? &ArrowCells::LoadReals<uint16_t>
             : type.bytes == 4 ? &ArrowCells::LoadReals<uint32_t>
                               : &ArrowCells::LoadReals<uint64_t>;
    case ArrowKind::kReal:
      return type.bytes == 4 ? &ArrowCells::LoadReals<float>
                             : &ArrowCells::LoadReals<double>;
    case ArrowKind::kDecimal:
      return &ArrowCells::LoadDecimals;
    default:
      return nullptr;
  }
}

template <typename T>
ArrowCells::Loader ArrowCells::CodeLoaderOf() const {
  return type() == ValueType::kString ? &ArrowCells::LoadTextCodes<T>
                                      : &ArrowCells::LoadCodes<T>;
}

ArrowCells::Loader ArrowCells::FindCodeLoader() const {
  const ArrowType& type = vector_->type();
  if (type.kind == ArrowKind::kInt) {
    return type.bytes == 1   ? CodeLoaderOf<int8_t>()
           : type.bytes == 2 ? CodeLoaderOf<int16_t>()
           : type.bytes == 4 ? CodeLoaderOf<int32_t>()
                             : CodeLoaderOf<int64_t>();
  }
  return type.bytes == 1   ? CodeLoaderOf<uint8_t>()
         : type.bytes == 2 ? CodeLoaderOf<uint16_t>()
         : type.bytes == 4 ? CodeLoaderOf<uint32_t>()
                           : CodeLoaderOf<uint64_t>();
}

absl::Status ArrowCells::Load(size_t row, size_t count, Column* column) {
  column_ = column;
  const uint64_t wrong = (this->*loader_)(row, count);
  if (wrong == 0) return absl::OkStatus();
  const size_t first = row + LowestBit(wrong);
  return absl::InvalidArgumentError(absl::StrCat(
      vector_->name(), ", row ", first + 1, ": ", WhyWrong(first)));
}

// ---- Numbers ---------------------------------------------------------------

uint64_t ArrowCells::LoadNothing(size_t /*row*/, size_t count) {
  std::fill_n(values_.codes.begin(), count, -1);
  values_.present = 0;
  return 0;
}

// All rows at once, because what is absent is cheap to read: only numbers that
// do not fit have to be looked at by row.
template <typename T>
uint64_t ArrowCells::LoadInts(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  int64_t* const numbers = values_.numbers.data();
  uint64_t too_large = 0;
  for (size_t i = 0; i < count; ++i) {
    const T value = vector_->Value<T>(row + i);
    numbers[i] = static_cast<int64_t>(value);
    if constexpr (std::is_same_v<T, uint64_t>) {
      too_large |= (value >> (kWordBits - 1)) << i;
    }
  }
  return too_large & values_.present;
}

template <typename T>
uint64_t ArrowCells::LoadWholeReals(size_t row, size_t count) {
  constexpr double kBound = 9'223'372'036'854'775'808.0;
  values_.present = vector_->Present(row, count);
  return ForEach(values_.present, [&](size_t i) {
    const double value = vector_->Value<T>(row + i);
    if (std::isnan(value)) {
      values_.present &= ~BitOf(i);
      return true;
    }
    if (value != std::trunc(value) || value < -kBound || value >= kBound) {
      return false;
    }
    values_.numbers[i] = static_cast<int64_t>(value);
    return true;
  });
}

template <typename T>
uint64_t ArrowCells::LoadReals(size_t row, size_t count) {
  uint64_t numbers = 0;
  double* const reals = values_.reals.data();
  for (size_t i = 0; i < count; ++i) {
    const auto value = static_cast<double>(vector_->Value<T>(row + i));
    reals[i] = value;
    numbers |= uint64_t{value == value} << i;  // Not of a NaN.
  }
  values_.present = vector_->Present(row, count) & numbers;
  return 0;
}

uint64_t ArrowCells::LoadDecimals(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  const int scale = vector_->type().scale;
  return ForEach(values_.present, [&](size_t i) {
    const Int128 value = DecimalAt(*vector_, row + i);
    if (type() == ValueType::kDouble) {
      const std::optional<double> real = ParseDouble(DecimalText(value, scale));
      values_.reals[i] = real.value_or(0);
      return real.has_value();
    }
    Int128 whole = value;
    for (int digit = 0; digit < scale; ++digit) {
      if (whole % 10 != 0) return false;
      whole /= 10;
    }
    values_.numbers[i] = static_cast<int64_t>(whole);
    return whole == values_.numbers[i];
  });
}

uint64_t ArrowCells::LoadBools(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  for (size_t i = 0; i < count; ++i) {
    values_.numbers[i] = vector_->Bool(row + i) ? 1 : 0;
  }
  return 0;
}

// ---- Times -----------------------------------------------------------------

Micros ArrowCells::InZone(Micros local) const {
  const absl::TimeZone zone = texts_.parser().format().zone;
  Micros seconds = local / kMicrosPerSecond;
  Micros rest = local % kMicrosPerSecond;
  if (rest < 0) {
    rest += kMicrosPerSecond;
    --seconds;
  }
  const absl::Time instant =
      absl::FromCivil(absl::CivilSecond(1970) + seconds, zone);
  return absl::ToUnixSeconds(instant) * kMicrosPerSecond + rest;
}

bool ArrowCells::SetTime(Micros time, size_t row) {
  values_.numbers[row] = time;
  return CheckTime(FromMicros(time), "").ok();
}

uint64_t ArrowCells::LoadTimes(size_t row, size_t count) {
  constexpr Micros kYear9998 = 253'339'228'800'000'000;
  values_.present = vector_->Present(row, count);
  const ArrowType& type = vector_->type();
  return ForEach(values_.present, [&](size_t i) {
    Micros time = 0;
    if (!ToMicros(type, vector_->Value<int64_t>(row + i), &time)) return false;
    if (type.has_zone && time >= 0 && time < kYear9998) {
      values_.numbers[i] = time;
      return true;
    }
    // What is far out of range cannot be turned into a civil time.
    if (!CheckTime(FromMicros(time), "").ok()) return false;
    return SetTime(type.has_zone ? time : InZone(time), i);
  });
}

uint64_t ArrowCells::LoadDays(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  return ForEach(values_.present, [&](size_t i) {
    Micros time = 0;
    return ToMicros(vector_->type(), UnitsAt(*vector_, row + i), &time) &&
           CheckTime(FromMicros(time), "").ok() && SetTime(InZone(time), i);
  });
}

// ---- Texts -----------------------------------------------------------------

uint64_t ArrowCells::ParseTexts(const std::string_view* cells, size_t count) {
  uint64_t too_long = 0;
  for (size_t i = 0; i < count; ++i) {
    if (cells[i].size() > max_text_bytes_) too_long |= BitOf(i);
  }
  return too_long != 0 ? too_long : texts_.Parse(cells, count, column_);
}

uint64_t ArrowCells::LoadTexts(size_t row, size_t count) {
  std::array<std::string_view, kWordBits> cells;
  const uint64_t wrong = ForEach(vector_->Present(row, count), [&](size_t i) {
    return vector_->Text(row + i, &cells[i]);
  });
  return wrong != 0 ? wrong : ParseTexts(cells.data(), count);
}

uint64_t ArrowCells::LoadNumbersAsTexts(size_t row, size_t count) {
  std::array<std::string, kWordBits> texts;
  std::array<std::string_view, kWordBits> cells;
  for (size_t i = 0; i < count; ++i) {
    CellTextOf(*vector_, row + i, &texts[i]);
    cells[i] = texts[i];
  }
  return ParseTexts(cells.data(), count);
}

uint64_t ArrowCells::LoadLists(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  return ForEach(values_.present, [&](size_t i) {
    size_t begin = 0;
    size_t end = 0;
    if (!vector_->Elements(row + i, &begin, &end)) return false;
    std::vector<std::string> list;
    for (size_t element = begin; element < end; ++element) {
      if (!elements_->IsPresent(element)) continue;
      std::string_view text;
      if (!elements_->Text(element, &text) || text.size() > max_text_bytes_ ||
          !IsCleanText(text)) {
        return false;
      }
      list.emplace_back(text);
    }
    values_.lists[i] = std::move(list);
    return true;
  });
}

// ---- Dictionaries ----------------------------------------------------------

// Batches that follow each other often have equal dictionaries, each its own
// copy. To compare the bytes costs far less than to look up each text.
void ArrowCells::TakeDictionary(const ArrowVector& dictionary) {
  constexpr size_t kMostBytes = size_t{16} << 20;
  spare_bytes_.clear();
  const bool can_compare =
      dictionary.AppendTextBytes(kMostBytes, &spare_bytes_);
  if (can_compare && spare_bytes_ == dictionary_bytes_) return;
  // In this order, so that running out of memory leaves nothing that is taken
  // for the values of another.
  dictionary_bytes_.clear();
  ForgetDictionary();
  if (can_compare) std::swap(spare_bytes_, dictionary_bytes_);
}

void ArrowCells::ForgetDictionary() {
  const size_t size = dictionary_cells_->vector_->size();
  states_.assign(size, kUnseen);
  switch (type()) {
    case ValueType::kString:
      dictionary_values_.codes.assign(size, kUnseenCode);
      break;
    case ValueType::kDouble:
      dictionary_values_.reals.resize(size);
      break;
    case ValueType::kStringList:
      dictionary_values_.lists.resize(size);
      break;
    default:
      dictionary_values_.numbers.resize(size);
  }
}

bool ArrowCells::LookUp(size_t code) {
  ArrowCells& cells = *dictionary_cells_;
  cells.column_ = column_;
  if ((cells.*cells.loader_)(code, 1) != 0) {
    states_[code] = kWrong;
    return false;
  }
  const CellValues& found = cells.values();
  if (type() == ValueType::kString) {
    dictionary_values_.codes[code] =
        (found.present & 1) != 0 ? found.codes[0] : -1;
    return true;
  }
  states_[code] = (found.present & 1) != 0 ? kPresent : kMissing;
  if (states_[code] == kMissing) return true;
  switch (type()) {
    case ValueType::kDouble:
      dictionary_values_.reals[code] = found.reals[0];
      break;
    case ValueType::kStringList:
      dictionary_values_.lists[code] = found.lists[0];
      break;
    default:
      dictionary_values_.numbers[code] = found.numbers[0];
  }
  return true;
}

// All rows at once, but for those whose text nobody has looked at yet.
template <typename T>
uint64_t ArrowCells::LoadTextCodes(size_t row, size_t count) {
  // A column that has grown too large has a new dictionary.
  if (text_codes_ != column_->shared_dictionary()) {
    ForgetDictionary();
    text_codes_ = column_->shared_dictionary();
  }
  const uint64_t present = vector_->Present(row, count);
  const size_t size = states_.size();
  int32_t* const known = dictionary_values_.codes.data();
  int32_t* const codes = values_.codes.data();
  uint64_t found = 0;
  uint64_t unseen = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto code = static_cast<uint64_t>(vector_->Value<T>(row + i));
    const bool is_there = (present >> i & 1) != 0;
    const bool is_code = is_there && code < size;
    codes[i] = is_code ? known[code] : (is_there ? kUnseenCode : -1);
    found |= uint64_t{codes[i] >= 0} << i;
    unseen |= uint64_t{codes[i] == kUnseenCode} << i;
  }
  const uint64_t wrong = ForEach(unseen, [&](size_t i) {
    const auto code = static_cast<uint64_t>(vector_->Value<T>(row + i));
    if (code >= size) return false;
    if (known[code] == kUnseenCode && !LookUp(code)) return false;
    codes[i] = known[code];
    if (codes[i] >= 0) found |= BitOf(i);
    return true;
  });
  values_.present = found;
  return wrong;
}

template <typename T>
uint64_t ArrowCells::LoadCodes(size_t row, size_t count) {
  values_.present = vector_->Present(row, count);
  return ForEach(values_.present, [&](size_t i) {
    const T value = vector_->Value<T>(row + i);
    const auto code = static_cast<uint64_t>(value);
    if (value < 0 || code >= states_.size()) return false;
    if (states_[code] == kUnseen && !LookUp(code)) return false;
    if (states_[code] == kWrong) return false;
    if (states_[code] == kMissing) {
      values_.present &= ~BitOf(i);
      return true;
    }
    switch (type()) {
      case ValueType::kDouble:
        values_.reals[i] = dictionary_values_.reals[code];
        break;
      case ValueType::kStringList:
        values_.lists[i] = dictionary_values_.lists[code];
        break;
      default:
        values_.numbers[i] = dictionary_values_.numbers[code];
    }
    return true;
  });
}

// ---- What is wrong ---------------------------------------------------------

std::string ArrowCells::WhyWrong(const std::string& text) const {
  if (text.size() > max_text_bytes_) {
    return absl::StrCat("a text of more than ", max_text_bytes_, " bytes");
  }
  if (!IsCleanText(text)) {
    return "a text with a NUL byte or that is not valid UTF-8";
  }
  const absl::StatusOr<AttributeValue> value = texts_.parser().Parse(text);
  if (value.ok()) return "not what the column holds";
  const std::string_view remedy = texts_.parser().Remedy();
  return absl::StrCat(value.status().message(), remedy.empty() ? "" : "; ",
                      ToAbsl(remedy));
}

std::string ArrowCells::WhyWrong(size_t row) const {
  if (vector_->has_dictionary()) {
    const size_t code = vector_->Code(row);
    return code < states_.size() ? dictionary_cells_->WhyWrong(code)
                                 : "its code is none of its dictionary";
  }
  const ArrowKind kind = vector_->type().kind;
  if (is_text_) {
    std::string text;
    if (!CellTextOf(*vector_, row, &text)) {
      return "its offsets leave the memory they are of";
    }
    return WhyWrong(text);
  }
  switch (kind) {
    case ArrowKind::kTimestamp:
    case ArrowKind::kDate:
      return "a time outside of the years 0001 to 9999";
    case ArrowKind::kList:
      return "an element that is too long, has a NUL byte or is not valid "
             "UTF-8, or offsets that leave the memory they are of";
    case ArrowKind::kReal:
    case ArrowKind::kDecimal:
      return "not a whole number of 64 bits; for fractions declare it as "
             "DOUBLE";
    case ArrowKind::kUnsigned:
      return "a number beyond 2^63 - 1";
    default:
      return "not a value of this type";
  }
}

}  // namespace leadscore::internal
