// Arrays of Arrow for tests, made by hand and without checks, so that they can
// be wrong in any way.

#ifndef LEADSCORE_TESTS_TESTING_ARROW_ARRAYS_H_
#define LEADSCORE_TESTS_TESTING_ARROW_ARRAYS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "leadscore/arrow_c_data.h"
#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "tests/testing/generator.h"

namespace leadscore::testing {

// An array and its schema. A buffer that is unset is a null pointer.
struct TestArray {
  std::string name;
  std::string format;
  int64_t length = 0;
  int64_t null_count = -1;
  int64_t offset = 0;
  std::vector<std::optional<std::string>> buffers{};
  std::vector<TestArray> children{};
  std::shared_ptr<const TestArray> dictionary{};
};

// An array as a producer gives it away: each buffer in memory of exactly its
// size, and freed by release. Releases what was not taken over.
class GivenArray {
 public:
  explicit GivenArray(const TestArray& array);
  ~GivenArray();
  GivenArray(const GivenArray&) = delete;
  GivenArray& operator=(const GivenArray&) = delete;

  ArrowSchema schema = {};
  ArrowArray array = {};
};

// How many structs of GivenArrays are not released yet.
int NumUnreleased();

// ---- Arrays of values ------------------------------------------------------

template <typename T>
using Values = std::vector<std::optional<T>>;

// Which rows have a value, behind so many rows that do not count.
std::string ValidityOf(const std::vector<bool>& present, int64_t offset);

// Numbers of any width, of any type with two buffers. `offset` rows stand
// before them.
template <typename T>
TestArray NumberArray(const std::string& name, const std::string& format,
                      const Values<T>& values, int64_t offset = 0) {
  TestArray array{name, format, static_cast<int64_t>(values.size())};
  array.offset = offset;
  std::vector<bool> present;
  std::string bytes(static_cast<size_t>(offset) * sizeof(T), '\x5a');
  for (const std::optional<T>& value : values) {
    present.push_back(value.has_value());
    const T number = value.value_or(T());
    bytes.append(reinterpret_cast<const char*>(&number), sizeof(T));
  }
  array.buffers = {ValidityOf(present, offset), std::move(bytes)};
  return array;
}

TestArray BoolArray(const std::string& name, const Values<bool>& values,
                    int64_t offset = 0);

// `format` is u, U or vu.
TestArray TextArray(const std::string& name, const std::string& format,
                    const Values<std::string>& values, int64_t offset = 0);

// `format` is +l or +L.
TestArray ListArray(const std::string& name, const std::string& format,
                    const std::vector<std::optional<int64_t>>& sizes,
                    TestArray elements);

TestArray NullArray(const std::string& name, int64_t length);

// Codes of the rows of another array; `format` is of any whole numbers.
TestArray DictionaryArray(const std::string& name, const std::string& format,
                          const Values<int64_t>& codes, TestArray values);

// A batch.
TestArray StructArray(std::vector<TestArray> columns, int64_t length);

// ---- Leads -----------------------------------------------------------------

// Values of one type as an array of any type of Arrow that can hold them all.
TestArray AnyArray(const std::string& name, ValueType type,
                   const std::vector<AttributeValue>& values, Random& random);

// Leads with the columns of a model and their ids; with their activities inside
// them, or without.
TestArray BatchOfLeads(const Model& model, const std::vector<Lead>& leads,
                       bool with_activities, Random& random);

// The activities of all leads.
TestArray BatchOfActivities(const Model& model, const std::vector<Lead>& leads,
                            Random& random);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_ARROW_ARRAYS_H_
