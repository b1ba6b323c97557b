#include "tests/testing/arrow_arrays.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "src/core/time_text.h"
#include "tests/testing/lead_values.h"

namespace leadscore::testing {
namespace {

std::atomic<int> unreleased = 0;

struct SchemaMemory {
  std::string format;
  std::string name;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> pointers;
  std::unique_ptr<ArrowSchema> dictionary;
};

struct ArrayMemory {
  std::vector<std::unique_ptr<char[]>> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> pointers;
  std::unique_ptr<ArrowArray> dictionary;
};

template <typename Struct, typename Memory>
void Release(Struct* given) {
  auto* const memory = static_cast<Memory*>(given->private_data);
  for (auto& child : memory->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (memory->dictionary != nullptr && memory->dictionary->release != nullptr) {
    memory->dictionary->release(memory->dictionary.get());
  }
  delete memory;
  given->release = nullptr;
  --unreleased;
}

void Give(const TestArray& from, ArrowSchema* schema, ArrowArray* array) {
  auto* const names = new SchemaMemory;
  auto* const memory = new ArrayMemory;
  names->format = from.format;
  names->name = from.name;
  for (const std::optional<std::string>& buffer : from.buffers) {
    memory->buffers.push_back(nullptr);
    if (buffer.has_value()) {
      memory->buffers.back() = std::make_unique<char[]>(buffer->size());
      std::memcpy(memory->buffers.back().get(), buffer->data(), buffer->size());
    }
    memory->buffer_pointers.push_back(memory->buffers.back().get());
  }
  for (const TestArray& child : from.children) {
    names->children.push_back(std::make_unique<ArrowSchema>());
    memory->children.push_back(std::make_unique<ArrowArray>());
    Give(child, names->children.back().get(), memory->children.back().get());
    names->pointers.push_back(names->children.back().get());
    memory->pointers.push_back(memory->children.back().get());
  }
  if (from.dictionary != nullptr) {
    names->dictionary = std::make_unique<ArrowSchema>();
    memory->dictionary = std::make_unique<ArrowArray>();
    Give(*from.dictionary, names->dictionary.get(), memory->dictionary.get());
  }
  *schema = {names->format.c_str(),
             names->name.c_str(),
             nullptr,
             ARROW_FLAG_NULLABLE,
             static_cast<int64_t>(names->pointers.size()),
             names->pointers.data(),
             names->dictionary.get(),
             &Release<ArrowSchema, SchemaMemory>,
             names};
  *array = {from.length,
            from.null_count,
            from.offset,
            static_cast<int64_t>(memory->buffer_pointers.size()),
            static_cast<int64_t>(memory->pointers.size()),
            memory->buffer_pointers.data(),
            memory->pointers.data(),
            memory->dictionary.get(),
            &Release<ArrowArray, ArrayMemory>,
            memory};
  unreleased += 2;
}

template <typename T>
void Append(const T& value, std::string* bytes) {
  bytes->append(reinterpret_cast<const char*>(&value), sizeof(T));
}

void AppendOffset(const std::string& format, int64_t offset,
                  std::string* bytes) {
  if (format == "u" || format == "+l") {
    Append(static_cast<int32_t>(offset), bytes);
  } else {
    Append(offset, bytes);
  }
}

TestArray ViewArray(const std::string& name, const Values<std::string>& values,
                    int64_t offset) {
  constexpr size_t kMostInside = 12;
  TestArray array{name, "vu", static_cast<int64_t>(values.size())};
  array.offset = offset;
  std::vector<bool> present;
  std::string views(static_cast<size_t>(offset) * 16, '\x5a');
  std::string texts;
  for (const std::optional<std::string>& value : values) {
    present.push_back(value.has_value());
    const std::string text = value.value_or("");
    Append(static_cast<int32_t>(text.size()), &views);
    if (text.size() <= kMostInside) {
      views += text + std::string(kMostInside - text.size(), '\0');
      continue;
    }
    views += text.substr(0, 4);
    Append(int32_t{0}, &views);
    Append(static_cast<int32_t>(texts.size()), &views);
    texts += text;
  }
  std::string sizes;
  Append(static_cast<int64_t>(texts.size()), &sizes);
  array.buffers = {ValidityOf(present, offset), std::move(views),
                   std::move(texts), std::move(sizes)};
  return array;
}

template <typename T>
Values<T> As(const std::vector<AttributeValue>& values) {
  Values<T> typed;
  for (const AttributeValue& value : values) {
    const T* const found = std::get_if<T>(&value);
    typed.push_back(found == nullptr ? std::nullopt : std::optional<T>(*found));
  }
  return typed;
}

template <typename To, typename From>
Values<To> Cast(const Values<From>& values) {
  Values<To> cast;
  for (const std::optional<From>& value : values) {
    cast.push_back(value.has_value()
                       ? std::optional<To>(static_cast<To>(*value))
                       : std::nullopt);
  }
  return cast;
}

// Whether another type holds all of them.
template <typename To, typename From>
bool Holds(const Values<From>& values) {
  return std::all_of(
      values.begin(), values.end(), [](const std::optional<From>& value) {
        // Where every number of the type is one of the other.
        return !value.has_value() ||
               (std::abs(static_cast<double>(*value)) < 9e15 &&
                static_cast<double>(*value) >=
                    static_cast<double>(std::numeric_limits<To>::lowest()) &&
                static_cast<double>(*value) <=
                    static_cast<double>(std::numeric_limits<To>::max()) &&
                static_cast<From>(static_cast<To>(*value)) == *value);
      });
}

TestArray AnyTextArray(const std::string& name,
                       const Values<std::string>& values, Random& random) {
  return TextArray(name, random.Pick<std::string>({"u", "U", "vu"}), values,
                   random.Below(20));
}

TestArray AsTexts(const std::string& name,
                  const std::vector<AttributeValue>& values, Random& random) {
  Values<std::string> texts;
  for (const AttributeValue& value : values) {
    const std::string text = CellOf(value);
    // Empty is missing as well.
    const bool is_null = text.empty() && random.OneIn(2);
    texts.push_back(is_null ? std::nullopt : std::optional<std::string>(text));
  }
  return AnyTextArray(name, texts, random);
}

TestArray AnyIntArray(const std::string& name, const Values<int64_t>& values,
                      Random& random) {
  const int64_t offset = random.Below(70);
  switch (random.Below(9)) {
    case 0:
      if (!Holds<int8_t>(values)) break;
      return NumberArray(name, "c", Cast<int8_t>(values), offset);
    case 1:
      if (!Holds<uint8_t>(values)) break;
      return NumberArray(name, "C", Cast<uint8_t>(values), offset);
    case 2:
      if (!Holds<int16_t>(values)) break;
      return NumberArray(name, "s", Cast<int16_t>(values), offset);
    case 3:
      if (!Holds<uint16_t>(values)) break;
      return NumberArray(name, "S", Cast<uint16_t>(values), offset);
    case 4:
      if (!Holds<int32_t>(values)) break;
      return NumberArray(name, "i", Cast<int32_t>(values), offset);
    case 5:
      if (!Holds<uint32_t>(values)) break;
      return NumberArray(name, "I", Cast<uint32_t>(values), offset);
    case 6:
      if (!Holds<uint64_t>(values)) break;
      return NumberArray(name, "L", Cast<uint64_t>(values), offset);
    case 7:
      if (!Holds<double>(values)) break;
      return NumberArray(name, "g", Cast<double>(values), offset);
    default:
      break;
  }
  return NumberArray(name, "l", values, offset);
}

TestArray AnyRealArray(const std::string& name, const Values<double>& values,
                       Random& random) {
  const int64_t offset = random.Below(70);
  if (random.OneIn(3) && Holds<float>(values)) {
    return NumberArray(name, "f", Cast<float>(values), offset);
  }
  if (random.OneIn(3) && Holds<int64_t>(values)) {
    return AnyIntArray(name, Cast<int64_t>(values), random);
  }
  return NumberArray(name, "g", values, offset);
}

TestArray AnyTimeArray(const std::string& name, const Values<absl::Time>& times,
                       Random& random) {
  Values<int64_t> micros;
  bool has_nanos = true;
  bool is_whole = true;
  for (const std::optional<absl::Time>& time : times) {
    micros.emplace_back();
    if (!time.has_value()) continue;
    micros.back() = internal::ToMicros(*time);
    has_nanos &= std::abs(static_cast<double>(*micros.back())) < 9e15;
    is_whole &= *micros.back() % 1'000'000 == 0;
  }
  const auto scaled = [&](auto scale) {
    Values<int64_t> units = micros;
    for (std::optional<int64_t>& unit : units) {
      if (unit.has_value()) unit = scale(*unit);
    }
    return units;
  };
  const int64_t offset = random.Below(70);
  const std::string zone = random.Pick<std::string>({"UTC", "Europe/Berlin"});
  if (random.OneIn(3) && has_nanos) {
    return NumberArray(name, "tsn:" + zone,
                       scaled([](int64_t t) { return t * 1000; }), offset);
  }
  if (random.OneIn(3) && is_whole) {
    return random.OneIn(2)
               ? NumberArray(name, "tss:" + zone,
                             scaled([](int64_t t) { return t / 1'000'000; }),
                             offset)
               : NumberArray(name, "tsm:" + zone,
                             scaled([](int64_t t) { return t / 1'000; }),
                             offset);
  }
  return NumberArray(name, "tsu:" + zone, micros, offset);
}

TestArray AnyListArray(const std::string& name,
                       const Values<std::vector<std::string>>& lists,
                       Random& random) {
  std::vector<std::optional<int64_t>> sizes;
  Values<std::string> elements;
  for (const auto& list : lists) {
    if (!list.has_value()) {
      sizes.emplace_back();
      continue;
    }
    sizes.emplace_back(static_cast<int64_t>(list->size()));
    elements.insert(elements.end(), list->begin(), list->end());
  }
  return ListArray(name, random.Pick<std::string>({"+l", "+L"}), sizes,
                   AnyTextArray("item", elements, random));
}

// The different values, some of them twice, and codes in place of values.
TestArray AnyDictionary(const std::string& name, ValueType type,
                        const std::vector<AttributeValue>& values,
                        Random& random) {
  std::vector<AttributeValue> different = {AttributeValue()};
  Values<int64_t> codes;
  for (const AttributeValue& value : values) {
    auto found = std::find(different.begin(), different.end(), value);
    if (found == different.end() || random.OneIn(8)) {
      different.push_back(value);
      found = different.end() - 1;
    }
    const int64_t code = found - different.begin();
    codes.push_back(code == 0 && random.OneIn(2) ? std::nullopt
                                                 : std::optional(code));
  }
  const bool are_few = different.size() < 100;
  const std::string format =
      are_few
          ? random.Pick<std::string>({"c", "C", "s", "S", "i", "I", "l", "L"})
          : random.Pick<std::string>({"s", "S", "i", "I", "l", "L"});
  TestArray dictionary = AnyArray("", type, different, random);
  // No dictionaries of dictionaries.
  if (dictionary.dictionary != nullptr) {
    dictionary = AsTexts("", different, random);
  }
  return DictionaryArray(name, format, codes, std::move(dictionary));
}

bool AreMissing(const std::vector<AttributeValue>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](const AttributeValue& value) {
                       return std::holds_alternative<std::monostate>(value);
                     });
}

AttributeValue ValueNamed(const std::vector<NamedValue>& values,
                          const std::string& name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return {};
}

// Columns of activities but that of their leads.
std::vector<TestArray> ColumnsOfActivities(
    const Model& model, const std::vector<const Activity*>& activities,
    Random& random) {
  std::vector<AttributeValue> types;
  std::vector<AttributeValue> times;
  std::vector<AttributeValue> ids;
  std::vector<AttributeValue> revisions;
  std::map<std::string, std::vector<AttributeValue>> properties;
  std::map<std::string, ValueType> property_types;
  for (const ColumnSchema& column : model.activity_schema().properties) {
    property_types[column.name] = column.type;
  }
  for (const Activity* activity : activities) {
    types.emplace_back(activity->type);
    times.emplace_back(activity->time);
    ids.emplace_back(activity->id.empty() ? AttributeValue()
                                          : AttributeValue(activity->id));
    revisions.emplace_back(activity->revision);
    for (const auto& [name, value] : ColumnsOf(*activity)) {
      properties.emplace(name, std::vector<AttributeValue>());
    }
  }
  for (auto& [name, values] : properties) {
    for (const Activity* activity : activities) {
      values.push_back(ValueNamed(ColumnsOf(*activity), name));
    }
  }
  std::vector<TestArray> columns = {
      AnyArray("type", ValueType::kString, types, random),
      AnyTimeArray("time", As<absl::Time>(times), random),
      AnyArray("id", ValueType::kString, ids, random),
      AnyIntArray("revision", As<int64_t>(revisions), random)};
  for (const auto& [name, values] : properties) {
    const auto type = property_types.find(name);
    columns.push_back(type == property_types.end()
                          ? AsTexts(name, values, random)
                          : AnyArray(name, type->second, values, random));
  }
  return columns;
}

}  // namespace

GivenArray::GivenArray(const TestArray& from) { Give(from, &schema, &array); }

GivenArray::~GivenArray() {
  if (schema.release != nullptr) schema.release(&schema);
  if (array.release != nullptr) array.release(&array);
}

int NumUnreleased() { return unreleased; }

std::string ValidityOf(const std::vector<bool>& present, int64_t offset) {
  const size_t size = static_cast<size_t>(offset) + present.size();
  std::string bits((size + 7) / 8, '\0');
  for (size_t i = 0; i < size; ++i) {
    // What stands before counts for nothing.
    const bool is_set = i < static_cast<size_t>(offset)
                            ? i % 3 == 0
                            : present[i - static_cast<size_t>(offset)];
    if (is_set) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
  }
  return bits;
}

TestArray BoolArray(const std::string& name, const Values<bool>& values,
                    int64_t offset) {
  TestArray array{name, "b", static_cast<int64_t>(values.size())};
  array.offset = offset;
  std::vector<bool> present;
  std::vector<bool> set;
  for (const std::optional<bool>& value : values) {
    present.push_back(value.has_value());
    set.push_back(value.value_or(true));
  }
  array.buffers = {ValidityOf(present, offset), ValidityOf(set, offset)};
  return array;
}

TestArray TextArray(const std::string& name, const std::string& format,
                    const Values<std::string>& values, int64_t offset) {
  if (format == "vu") return ViewArray(name, values, offset);
  TestArray array{name, format, static_cast<int64_t>(values.size())};
  array.offset = offset;
  std::vector<bool> present;
  std::string texts = "before";
  std::string offsets;
  for (int64_t i = 0; i < offset; ++i) AppendOffset(format, 0, &offsets);
  AppendOffset(format, static_cast<int64_t>(texts.size()), &offsets);
  for (const std::optional<std::string>& value : values) {
    present.push_back(value.has_value());
    // The text of a null may be anything.
    texts += value.value_or("null");
    AppendOffset(format, static_cast<int64_t>(texts.size()), &offsets);
  }
  array.buffers = {ValidityOf(present, offset), std::move(offsets),
                   std::move(texts)};
  return array;
}

TestArray ListArray(const std::string& name, const std::string& format,
                    const std::vector<std::optional<int64_t>>& sizes,
                    TestArray elements) {
  TestArray array{name, format, static_cast<int64_t>(sizes.size())};
  std::vector<bool> present;
  std::string offsets;
  int64_t end = 0;
  AppendOffset(format, end, &offsets);
  for (const std::optional<int64_t>& size : sizes) {
    present.push_back(size.has_value());
    end += size.value_or(0);
    AppendOffset(format, end, &offsets);
  }
  array.buffers = {ValidityOf(present, 0), std::move(offsets)};
  array.children = {std::move(elements)};
  return array;
}

TestArray NullArray(const std::string& name, int64_t length) {
  TestArray array{name, "n", length};
  array.null_count = length;
  return array;
}

TestArray DictionaryArray(const std::string& name, const std::string& format,
                          const Values<int64_t>& codes, TestArray values) {
  TestArray array;
  if (format == "c") array = NumberArray(name, format, Cast<int8_t>(codes), 3);
  if (format == "C") array = NumberArray(name, format, Cast<uint8_t>(codes), 4);
  if (format == "s") array = NumberArray(name, format, Cast<int16_t>(codes), 5);
  if (format == "S") array = NumberArray(name, format, Cast<uint16_t>(codes));
  if (format == "i") array = NumberArray(name, format, Cast<int32_t>(codes), 9);
  if (format == "I") array = NumberArray(name, format, Cast<uint32_t>(codes));
  if (format == "l") array = NumberArray(name, format, codes, 65);
  if (format == "L") array = NumberArray(name, format, Cast<uint64_t>(codes));
  array.dictionary = std::make_shared<const TestArray>(std::move(values));
  return array;
}

TestArray StructArray(std::vector<TestArray> columns, int64_t length) {
  TestArray array{"", "+s", length};
  array.null_count = 0;
  array.buffers = {std::nullopt};
  array.children = std::move(columns);
  return array;
}

TestArray AnyArray(const std::string& name, ValueType type,
                   const std::vector<AttributeValue>& values, Random& random) {
  if (AreMissing(values) && random.OneIn(2)) {
    return NullArray(name, static_cast<int64_t>(values.size()));
  }
  if (random.OneIn(4)) return AnyDictionary(name, type, values, random);
  if (random.OneIn(5)) return AsTexts(name, values, random);
  switch (type) {
    case ValueType::kBool:
      return random.OneIn(4)
                 ? NumberArray(name, "C", Cast<uint8_t>(As<bool>(values)), 3)
                 : BoolArray(name, As<bool>(values), random.Below(70));
    case ValueType::kInt:
      return AnyIntArray(name, As<int64_t>(values), random);
    case ValueType::kDouble: {
      Values<double> reals = As<double>(values);
      for (size_t i = 0; i < values.size(); ++i) {
        const auto* const whole = std::get_if<int64_t>(&values[i]);
        if (whole != nullptr) reals[i] = static_cast<double>(*whole);
        // A NaN is missing too.
        if (!reals[i].has_value() && random.OneIn(5)) reals[i] = std::nan("");
      }
      return AnyRealArray(name, reals, random);
    }
    case ValueType::kTimestamp:
      return AnyTimeArray(name, As<absl::Time>(values), random);
    case ValueType::kStringList:
      return AnyListArray(name, As<std::vector<std::string>>(values), random);
    default:
      return AnyTextArray(name, As<std::string>(values), random);
  }
}

TestArray BatchOfLeads(const Model& model, const std::vector<Lead>& leads,
                       bool with_activities, Random& random) {
  const auto length = static_cast<int64_t>(leads.size());
  std::vector<AttributeValue> ids;
  std::vector<AttributeValue> accounts;
  for (const Lead& lead : leads) {
    ids.emplace_back(lead.id);
    accounts.emplace_back(lead.account.empty() ? AttributeValue()
                                               : AttributeValue(lead.account));
  }
  std::vector<TestArray> columns = {
      AnyArray("id", ValueType::kString, ids, random),
      AnyArray("account", ValueType::kString, accounts, random)};
  for (const ColumnSchema& column : model.lead_schema().columns) {
    std::vector<AttributeValue> values;
    for (const Lead& lead : leads) {
      values.push_back(ValueNamed(lead.attributes, column.name));
    }
    columns.push_back(AnyArray(column.name, column.type, values, random));
  }
  if (with_activities) {
    std::vector<const Activity*> activities;
    std::vector<std::optional<int64_t>> sizes;
    for (const Lead& lead : leads) {
      sizes.emplace_back(static_cast<int64_t>(lead.activities.size()));
      if (lead.activities.empty() && random.OneIn(2)) sizes.back().reset();
      for (const Activity& activity : lead.activities) {
        activities.push_back(&activity);
      }
    }
    columns.push_back(
        ListArray("activities", random.Pick<std::string>({"+l", "+L"}), sizes,
                  StructArray(ColumnsOfActivities(model, activities, random),
                              static_cast<int64_t>(activities.size()))));
  }
  return StructArray(std::move(columns), length);
}

TestArray BatchOfActivities(const Model& model, const std::vector<Lead>& leads,
                            Random& random) {
  std::vector<std::pair<AttributeValue, const Activity*>> all;
  for (const Lead& lead : leads) {
    for (const Activity& activity : lead.activities) {
      all.emplace_back(lead.id, &activity);
    }
  }
  std::shuffle(all.begin(), all.end(), random.engine());
  std::vector<AttributeValue> ids;
  std::vector<const Activity*> activities;
  for (const auto& [id, activity] : all) {
    ids.push_back(id);
    activities.push_back(activity);
  }
  std::vector<TestArray> columns =
      ColumnsOfActivities(model, activities, random);
  columns.push_back(AnyArray("lead_id", ValueType::kString, ids, random));
  return StructArray(std::move(columns),
                     static_cast<int64_t>(activities.size()));
}

}  // namespace leadscore::testing
