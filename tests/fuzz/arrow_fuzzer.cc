// Makes batches of Arrow of bytes, right and wrong ones: each is refused with a
// reason, or scored. What a producer says about the size of a buffer is true,
// because nobody can find out if it is not.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "leadscore/arrow.h"
#include "src/arrow/arrow_type.h"
#include "tests/fuzz/file_fuzzing.h"
#include "tests/testing/arrow_arrays.h"

namespace leadscore::testing {
namespace {

using internal::ArrowKind;
using internal::ArrowType;
using internal::ParseArrowType;

// Bytes as numbers and texts; zeros when there are no more.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  size_t Below(size_t count) { return Byte() % count; }
  uint8_t Byte() {
    if (bytes_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }
  std::string Take(size_t size) {
    const size_t count = std::min(size, bytes_.size());
    std::string taken(bytes_.substr(0, count));
    bytes_.remove_prefix(count);
    taken.resize(size, '\0');
    return taken;
  }

 private:
  std::string_view bytes_;
};

constexpr const char* kFormats[] = {
    "n",        "b",      "c",       "C",    "s",    "S",         "i",  "I",
    "l",        "L",      "f",       "g",    "u",    "U",         "vu", "tdD",
    "tdm",      "tss:",   "tsm:",    "tsu:", "tsn:", "+l",        "+L", "+s",
    "d:9,2,32", "d:38,2", "tsu:UTC", "e",    "z",    "d:76,3,256"};
constexpr const char* kNames[] = {
    "flag",    "count", "counted", "budget",  "title",   "since",
    "born",    "tags",  "id",      "account", "other",   "activities",
    "lead_id", "type",  "time",    "page",    "seconds", "value"};

// The last offset is how long what it is of has to be, and has to be possible.
int64_t SetLastOffset(size_t most, int bytes, std::string* offsets) {
  int64_t last = 0;
  char* const place = offsets->data() + offsets->size() - bytes;
  std::memcpy(&last, place, static_cast<size_t>(bytes));
  last = last < 0 ? last : last % static_cast<int64_t>(most);
  std::memcpy(place, &last, static_cast<size_t>(bytes));
  return last;
}

TestArray MakeArray(int depth, Bytes* bytes);

TestArray MakeColumn(int64_t length, int depth, Bytes* bytes) {
  TestArray array;
  array.name = kNames[bytes->Below(std::size(kNames))];
  array.format = kFormats[bytes->Below(std::size(kFormats))];
  array.length = length;
  array.offset = static_cast<int64_t>(bytes->Below(9));
  array.null_count = static_cast<int64_t>(bytes->Below(4)) - 1;
  const ArrowType type = ParseArrowType(array.format);
  const auto rows = static_cast<size_t>(array.length + array.offset);
  const auto width = static_cast<size_t>(type.bytes);
  std::string validity = bytes->Take((rows + 7) / 8);
  switch (type.kind) {
    case ArrowKind::kNull:
      break;
    case ArrowKind::kBool:
      array.buffers = {validity, bytes->Take((rows + 7) / 8)};
      break;
    case ArrowKind::kText: {
      std::string offsets = bytes->Take((rows + 1) * width);
      const int64_t last = SetLastOffset(100, type.bytes, &offsets);
      array.buffers = {
          validity, offsets,
          bytes->Take(static_cast<size_t>(std::max<int64_t>(last, 0)))};
      break;
    }
    case ArrowKind::kTextView: {
      std::string sizes(8, '\0');
      sizes[0] = 20;
      array.buffers = {validity, bytes->Take(rows * width), bytes->Take(20),
                       sizes};
      break;
    }
    case ArrowKind::kList: {
      std::string offsets = bytes->Take((rows + 1) * width);
      SetLastOffset(100, type.bytes, &offsets);
      array.buffers = {validity, offsets};
      array.children = {MakeArray(depth + 1, bytes)};
      break;
    }
    case ArrowKind::kStruct:
      array.buffers = {validity};
      for (size_t i = bytes->Below(6); i > 0 && depth < 3; --i) {
        array.children.push_back(
            MakeColumn(static_cast<int64_t>(rows), depth + 1, bytes));
      }
      break;
    default:
      array.buffers = {validity,
                       bytes->Take(rows * std::max<size_t>(width, 1))};
  }
  if (bytes->Below(4) == 0 && depth < 3) {
    array.dictionary =
        std::make_shared<const TestArray>(MakeArray(depth + 1, bytes));
  }
  return array;
}

// With a length of its own.
TestArray MakeArray(int depth, Bytes* bytes) {
  const auto length = static_cast<int64_t>(bytes->Below(100));
  if (depth > 3) return NullArray("", length);
  return MakeColumn(length, depth, bytes);
}

// Makes what says how an array is built say something else.
void Spoil(Bytes* bytes, GivenArray* given) {
  ArrowSchema* schema = &given->schema;
  ArrowArray* array = &given->array;
  for (size_t steps = bytes->Below(3); steps > 0; --steps) {
    if (array->n_children == 0) break;
    const size_t child = bytes->Below(static_cast<size_t>(array->n_children));
    schema = schema->children[child];
    array = array->children[child];
  }
  const int64_t number = static_cast<int64_t>(bytes->Below(5)) - 2;
  switch (bytes->Below(16)) {
    case 0:
      array->length = std::min(array->length, number);
      break;
    case 1:
      array->offset = number < 0 ? number : INT64_MAX - number;
      break;
    case 2:
      array->n_buffers = std::min(array->n_buffers, number);
      break;
    case 3:
      if (array->n_buffers > 0) array->buffers[array->n_buffers - 1] = nullptr;
      break;
    case 4:
      array->n_children = std::min(array->n_children, number);
      break;
    case 5:
      array->null_count = number * 1000;
      break;
    case 6:
      schema->format = nullptr;
      break;
    case 7:
      schema->name = nullptr;
      break;
    default:
      break;
  }
}

void Check(std::string_view data) {
  Bytes bytes(data);
  ArrowOptions options;
  options.check_all = bytes.Below(2) == 0;
  options.scoring.stages = bytes.Below(2) == 0;
  options.max_text_bytes = 50;
  const bool has_activities = bytes.Below(4) == 0;
  const size_t num_rows = bytes.Below(200);
  std::vector<TestArray> columns;
  for (size_t i = bytes.Below(8); i > 0; --i) {
    columns.push_back(MakeColumn(static_cast<int64_t>(num_rows), 0, &bytes));
  }
  {
    ArrowScorer scorer(Scorer(ModelOfFuzzFiles()), options);
    GivenArray leads(
        StructArray(std::move(columns), static_cast<int64_t>(num_rows)));
    Spoil(&bytes, &leads);
    if (has_activities) {
      std::vector<TestArray> more;
      for (size_t i = bytes.Below(8); i > 0; --i) {
        more.push_back(MakeColumn(20, 0, &bytes));
      }
      const GivenArray activities(StructArray(std::move(more), 20));
      const absl::Status status =
          scorer.AddActivities({&activities.schema, &activities.array});
      FUZZ_CHECK(status.ok() || absl::IsInvalidArgument(status));
    }
    ArrowArray scores = {};
    const absl::Status status = scorer.Score({&leads.schema, &leads.array},
                                             absl::FromUnixSeconds(0), &scores);
    FUZZ_CHECK(status.ok() || absl::IsInvalidArgument(status) ||
               (has_activities && absl::IsFailedPrecondition(status)));
    FUZZ_CHECK(status.ok() == (scores.release != nullptr));
    if (status.ok()) {
      FUZZ_CHECK(scores.length == leads.array.length);
      scores.release(&scores);
    }
  }
  FUZZ_CHECK(NumUnreleased() == 0);
}

}  // namespace
}  // namespace leadscore::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::testing::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
