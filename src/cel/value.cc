#include "src/cel/value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

// 2^63 and 2^64: the first doubles beyond an int and a uint.
constexpr double kIntEnd = 9223372036854775808.0;
constexpr double kUintEnd = 18446744073709551616.0;

template <typename T>
int Order(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

int CompareIntUint(int64_t a, uint64_t b) {
  return a < 0 ? -1 : Order(static_cast<uint64_t>(a), b);
}

// Compares a whole number with a double without rounding either: the double's
// whole part is compared as a whole number, then its fraction decides.
template <typename Whole>
std::optional<int> CompareWithDouble(Whole a, double b, double begin,
                                     double end) {
  if (std::isnan(b)) return std::nullopt;
  if (b < begin) return 1;
  if (b >= end) return -1;
  const double whole = std::trunc(b);
  const int order = Order(a, static_cast<Whole>(whole));
  return order != 0 ? order : Order(0.0, b - whole);
}

// What a map is looked up by: equal keys of different numeric types are one.
using MapKey = std::variant<bool, int64_t, uint64_t, std::string_view>;

std::optional<MapKey> ToMapKey(const Value& key) {
  constexpr auto kMaxInt =
      static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  switch (key.kind()) {
    case Kind::kBool:
      return key.as_bool();
    case Kind::kInt:
      return key.as_int();
    case Kind::kUint:
      if (key.as_uint() <= kMaxInt) return static_cast<int64_t>(key.as_uint());
      return key.as_uint();
    case Kind::kDouble: {
      const double real = key.as_double();
      if (real != std::trunc(real)) return std::nullopt;  // NaN as well.
      if (real >= -kIntEnd && real < kIntEnd) return static_cast<int64_t>(real);
      if (real >= kIntEnd && real < kUintEnd) {
        return static_cast<uint64_t>(real);
      }
      return std::nullopt;
    }
    case Kind::kString:
      return key.as_string();
    default:
      return std::nullopt;
  }
}

std::string QuotedLiteral(std::string_view text, bool is_bytes) {
  std::string out = is_bytes ? "b'" : "'";
  for (char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F || (is_bytes && byte >= 0x80)) {
      absl::StrAppend(&out, "\\x", absl::Hex(byte, absl::kZeroPad2));
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string DoubleLiteral(double value) {
  if (std::isnan(value)) return "double('NaN')";
  if (std::isinf(value)) {
    return value < 0 ? "double('-Infinity')" : "double('Infinity')";
  }
  std::string text = FormatDouble(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// Seconds with as many digits as needed: "1.5s".
std::string DurationText(int64_t nanoseconds) {
  const uint64_t size = nanoseconds < 0
                            ? uint64_t{0} - static_cast<uint64_t>(nanoseconds)
                            : static_cast<uint64_t>(nanoseconds);
  std::string text =
      absl::StrCat(nanoseconds < 0 ? "-" : "", size / 1'000'000'000u);
  if (size % 1'000'000'000u != 0) {
    absl::StrAppend(&text, ".",
                    absl::Dec(size % 1'000'000'000u, absl::kZeroPad9));
    while (text.back() == '0') text.pop_back();
  }
  return text + "s";
}

}  // namespace

struct ListData {
  std::vector<Value> items;
  // Of a StringSet: the items once more, for `in`.
  absl::flat_hash_set<std::string_view> strings;
};

struct MapData {
  std::vector<std::pair<Value, Value>> entries;
  absl::flat_hash_map<MapKey, size_t> index;  // Views into the entries' keys.
};

std::string_view ErrorText(ErrorCode code) {
  switch (code) {
    case ErrorCode::kMissing:
      return "missing value";
    case ErrorCode::kUndeclared:
      return "undeclared name";
    case ErrorCode::kNoSuchOverload:
      return "values of types that do not fit";
    case ErrorCode::kNoSuchKey:
      return "no such key";
    case ErrorCode::kDuplicateKey:
      return "a key that stands twice";
    case ErrorCode::kInvalidKey:
      return "a value that cannot be a key";
    case ErrorCode::kIndexOutOfRange:
      return "index out of range";
    case ErrorCode::kDivisionByZero:
      return "division by zero";
    case ErrorCode::kOverflow:
      return "a number, time or duration out of range";
    case ErrorCode::kInvalidArgument:
      return "a value that cannot be converted";
    case ErrorCode::kInvalidRegex:
      return "not a regular expression, or one that is too large";
    case ErrorCode::kUnknownTimeZone:
      return "unknown time zone";
    case ErrorCode::kBudget:
      break;
  }
  return "too costly to evaluate";
}

Value Value::Bool(bool value) {
  Value v(Kind::kBool);
  v.of_.boolean = value;
  return v;
}

Value Value::Int(int64_t value) {
  Value v(Kind::kInt);
  v.of_.integer = value;
  return v;
}

Value Value::Uint(uint64_t value) {
  Value v(Kind::kUint);
  v.of_.natural = value;
  return v;
}

Value Value::Double(double value) {
  Value v(Kind::kDouble);
  v.of_.real = value;
  return v;
}

Value Value::String(std::string value) {
  Value v(Kind::kString);
  auto owner = std::make_shared<const std::string>(std::move(value));
  v.of_.text = {owner->data(), owner->size()};
  v.owner_ = std::move(owner);
  return v;
}

Value Value::BorrowedString(std::string_view value) {
  Value v(Kind::kString);
  v.of_.text = {value.data(), value.size()};
  return v;
}

Value Value::Bytes(std::string value) {
  Value v = String(std::move(value));
  v.kind_ = Kind::kBytes;
  return v;
}

Value Value::Timestamp(Instant value) {
  Value v(Kind::kTimestamp);
  v.of_.instant = value;
  return v;
}

Value Value::Timestamp(Micros micros) {
  Instant instant;
  instant.seconds = micros / kMicrosPerSecond;
  Micros rest = micros % kMicrosPerSecond;
  if (rest < 0) {
    rest += kMicrosPerSecond;
    --instant.seconds;
  }
  instant.nanos = static_cast<int32_t>(rest * 1000);
  return Timestamp(instant);
}

Value Value::Duration(int64_t nanoseconds) {
  Value v(Kind::kDuration);
  v.of_.integer = nanoseconds;
  return v;
}

Value Value::TypeValue(Kind kind) {
  Value v(Kind::kType);
  v.of_.type = kind;
  return v;
}

Value Value::MakeError(Error error) {
  Value v(Kind::kError);
  v.of_.error = error;
  return v;
}

Value Value::List(std::vector<Value> items) {
  Value v(Kind::kList);
  auto data = std::make_shared<ListData>();
  data->items = std::move(items);
  v.owner_ = std::move(data);
  return v;
}

Value Value::StringSet(const std::vector<std::string>& items) {
  Value v(Kind::kList);
  auto data = std::make_shared<ListData>();
  data->items.reserve(items.size());
  for (const std::string& item : items) {
    data->items.push_back(String(item));
    data->strings.insert(data->items.back().as_string());
  }
  v.owner_ = std::move(data);
  return v;
}

Value Value::Map(std::vector<std::pair<Value, Value>> entries) {
  Value v(Kind::kMap);
  auto data = std::make_shared<MapData>();
  data->entries = std::move(entries);
  for (size_t i = 0; i < data->entries.size(); ++i) {
    const Value& key = data->entries[i].first;
    const std::optional<MapKey> map_key = ToMapKey(key);
    if (!map_key.has_value() || key.is(Kind::kDouble)) {
      return MakeError(ErrorCode::kInvalidKey);
    }
    if (!data->index.emplace(*map_key, i).second) {
      return MakeError(ErrorCode::kDuplicateKey);
    }
  }
  v.owner_ = std::move(data);
  return v;
}

const std::vector<Value>& Value::as_list() const {
  return static_cast<const ListData*>(owner_.get())->items;
}

const std::vector<std::pair<Value, Value>>& Value::as_map() const {
  return static_cast<const MapData*>(owner_.get())->entries;
}

bool Value::Contains(const Value& item) const {
  if (is(Kind::kMap)) return Lookup(item).has_value();
  const auto* data = static_cast<const ListData*>(owner_.get());
  if (!data->strings.empty()) {
    return item.is(Kind::kString) && data->strings.contains(item.as_string());
  }
  return std::find(data->items.begin(), data->items.end(), item) !=
         data->items.end();
}

bool Value::has_index() const {
  return is(Kind::kMap) ||
         !static_cast<const ListData*>(owner_.get())->strings.empty();
}

std::optional<Value> Value::Lookup(const Value& key) const {
  const std::optional<MapKey> map_key = ToMapKey(key);
  if (!map_key.has_value()) return std::nullopt;
  const auto* data = static_cast<const MapData*>(owner_.get());
  const auto found = data->index.find(*map_key);
  if (found == data->index.end()) return std::nullopt;
  return data->entries[found->second].second;
}

std::optional<int> CompareNumbers(const Value& a, const Value& b) {
  if (a.is(Kind::kDouble) && b.is(Kind::kDouble)) {
    if (std::isnan(a.as_double()) || std::isnan(b.as_double())) {
      return std::nullopt;
    }
    return Order(a.as_double(), b.as_double());
  }
  if (a.is(Kind::kInt)) {
    if (b.is(Kind::kInt)) return Order(a.as_int(), b.as_int());
    if (b.is(Kind::kUint)) return CompareIntUint(a.as_int(), b.as_uint());
    return CompareWithDouble(a.as_int(), b.as_double(), -kIntEnd, kIntEnd);
  }
  if (a.is(Kind::kUint)) {
    if (b.is(Kind::kUint)) return Order(a.as_uint(), b.as_uint());
    if (b.is(Kind::kInt)) return -CompareIntUint(b.as_int(), a.as_uint());
    return CompareWithDouble(a.as_uint(), b.as_double(), 0, kUintEnd);
  }
  const std::optional<int> order = CompareNumbers(b, a);
  return order.has_value() ? std::optional<int>(-*order) : std::nullopt;
}

bool operator==(const Value& a, const Value& b) {
  if (a.is_numeric() && b.is_numeric()) return CompareNumbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return a.as_bool() == b.as_bool();
    case Kind::kString:
    case Kind::kBytes:
      return a.as_string() == b.as_string();
    case Kind::kTimestamp:
      return a.as_timestamp().seconds == b.as_timestamp().seconds &&
             a.as_timestamp().nanos == b.as_timestamp().nanos;
    case Kind::kDuration:
      return a.as_duration() == b.as_duration();
    case Kind::kType:
      return a.as_type() == b.as_type();
    case Kind::kList:
      return a.as_list() == b.as_list();
    case Kind::kMap:
      return a.as_map().size() == b.as_map().size() &&
             std::all_of(a.as_map().begin(), a.as_map().end(),
                         [&b](const auto& entry) {
                           const auto other = b.Lookup(entry.first);
                           return other.has_value() && *other == entry.second;
                         });
    default:
      return false;
  }
}

std::string Value::ToString() const {
  std::string text;
  switch (kind_) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return as_bool() ? "true" : "false";
    case Kind::kInt:
      return absl::StrCat(as_int());
    case Kind::kUint:
      return absl::StrCat(as_uint(), "u");
    case Kind::kDouble:
      return DoubleLiteral(as_double());
    case Kind::kString:
      return QuotedLiteral(as_string(), /*is_bytes=*/false);
    case Kind::kBytes:
      return QuotedLiteral(as_string(), /*is_bytes=*/true);
    case Kind::kTimestamp:
      return absl::StrCat("timestamp('", FormatInstant(as_timestamp()), "')");
    case Kind::kDuration:
      return absl::StrCat("duration('", DurationText(as_duration()), "')");
    case Kind::kType:
      return std::string(KindName(as_type()));
    case Kind::kList:
      for (const Value& item : as_list()) {
        absl::StrAppend(&text, text.empty() ? "" : ", ", item.ToString());
      }
      return absl::StrCat("[", text, "]");
    case Kind::kMap:
      for (const auto& [key, value] : as_map()) {
        absl::StrAppend(&text, text.empty() ? "" : ", ", key.ToString(), ": ",
                        value.ToString());
      }
      return absl::StrCat("{", text, "}");
    default:
      text = ErrorText(as_error().code);
      return absl::StrCat("<", text, ">");
  }
}

}  // namespace leadscore::internal::cel
