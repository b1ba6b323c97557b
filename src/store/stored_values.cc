#include "src/store/stored_values.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>
#include <variant>

#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

// The first byte of a value. Part of the format.
enum Tag : char {
  kMissing = 0,
  kFalse = 1,
  kTrue = 2,
  kInt = 3,
  kDouble = 4,
  kText = 5,
  kTime = 6,
  kTexts = 7,
};

void AppendNumber(int64_t number, std::string* out) {
  // Little-endian, as all machines that the library runs on.
  out->append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void AppendText(std::string_view text, std::string* out) {
  AppendNumber(static_cast<int64_t>(text.size()), out);
  out->append(text.data(), text.size());
}

void AppendTexts(const std::vector<std::string>& texts, std::string* out) {
  AppendNumber(static_cast<int64_t>(texts.size()), out);
  for (const std::string& text : texts) AppendText(text, out);
}

struct ValueAppender {
  void operator()(std::monostate) const { *out += kMissing; }
  void operator()(bool flag) const { *out += flag ? kTrue : kFalse; }
  void operator()(int64_t number) const {
    *out += kInt;
    AppendNumber(number, out);
  }
  void operator()(double real) const {
    *out += kDouble;
    int64_t bits = 0;
    std::memcpy(&bits, &real, sizeof(bits));
    AppendNumber(bits, out);
  }
  void operator()(const std::string& text) const {
    *out += kText;
    AppendText(text, out);
  }
  void operator()(absl::Time time) const {
    *out += kTime;
    AppendNumber(ToMicros(time), out);
  }
  void operator()(const std::vector<std::string>& texts) const {
    *out += kTexts;
    AppendTexts(texts, out);
  }

  std::string* out;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : left_(bytes) {}

  bool is_at_end() const { return left_.empty(); }

  bool ReadNumber(int64_t* number) {
    if (left_.size() < sizeof(*number)) return false;
    std::memcpy(number, left_.data(), sizeof(*number));
    left_.remove_prefix(sizeof(*number));
    return true;
  }

  // A number of things of which each takes at least a byte.
  bool ReadCount(size_t* count) {
    int64_t number = 0;
    if (!ReadNumber(&number) || number < 0 ||
        static_cast<uint64_t>(number) > left_.size()) {
      return false;
    }
    *count = static_cast<size_t>(number);
    return true;
  }

  bool ReadText(std::string* text) {
    size_t size = 0;
    if (!ReadCount(&size)) return false;
    *text = std::string(left_.substr(0, size));
    left_.remove_prefix(size);
    return true;
  }

  bool ReadTexts(std::vector<std::string>* texts) {
    size_t count = 0;
    if (!ReadCount(&count)) return false;
    texts->clear();
    for (size_t i = 0; i < count; ++i) {
      if (!ReadText(&texts->emplace_back())) return false;
    }
    return true;
  }

  bool ReadValue(AttributeValue* value) {
    if (left_.empty()) return false;
    const char tag = left_.front();
    left_.remove_prefix(1);
    int64_t number = 0;
    switch (tag) {
      case kMissing:
        *value = std::monostate();
        return true;
      case kFalse:
      case kTrue:
        *value = tag == kTrue;
        return true;
      case kInt:
        if (!ReadNumber(&number)) return false;
        *value = number;
        return true;
      case kDouble: {
        if (!ReadNumber(&number)) return false;
        double real = 0;
        std::memcpy(&real, &number, sizeof(real));
        *value = real;
        return true;
      }
      case kTime:
        if (!ReadNumber(&number)) return false;
        *value = FromMicros(number);
        return true;
      case kText: {
        std::string text;
        if (!ReadText(&text)) return false;
        *value = std::move(text);
        return true;
      }
      case kTexts: {
        std::vector<std::string> texts;
        if (!ReadTexts(&texts)) return false;
        *value = std::move(texts);
        return true;
      }
      default:
        return false;
    }
  }

 private:
  std::string_view left_;
};

}  // namespace

std::string EncodeValues(const std::vector<NamedValue>& values) {
  std::string bytes;
  for (const auto& [name, value] : values) {
    AppendText(name, &bytes);
    std::visit(ValueAppender{&bytes}, value);
  }
  return bytes;
}

bool DecodeValues(std::string_view bytes, std::vector<NamedValue>* values) {
  Decoder decoder(bytes);
  values->clear();
  while (!decoder.is_at_end()) {
    NamedValue& value = values->emplace_back();
    if (!decoder.ReadText(&value.first) || !decoder.ReadValue(&value.second)) {
      return false;
    }
  }
  return true;
}

std::string EncodeTexts(const std::vector<std::string>& texts) {
  std::string bytes;
  AppendTexts(texts, &bytes);
  return bytes;
}

bool DecodeTexts(std::string_view bytes, std::vector<std::string>* texts) {
  Decoder decoder(bytes);
  return decoder.ReadTexts(texts) && decoder.is_at_end();
}

RowSum& RowSum::Add(int64_t number) {
  AppendNumber(number, &bytes_);
  return *this;
}

RowSum& RowSum::Add(std::string_view text) {
  AppendText(text, &bytes_);
  return *this;
}

int64_t RowSum::Get() const {
  return static_cast<int64_t>(XXH3_64bits(bytes_.data(), bytes_.size()));
}

}  // namespace leadscore::internal
