// What was found out about texts, by text, within bounds: for those that come
// without a dictionary.

#ifndef LEADSCORE_SRC_CORE_TEXT_MEMO_H_
#define LEADSCORE_SRC_CORE_TEXT_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace leadscore::internal {

// A text of at most 8 * kWords bytes as whole words, zeros behind its end.
template <size_t kWords>
struct TextWords {
  uint64_t words[kWords] = {};
  uint64_t size = 0;

  // REQUIRES: text.size() <= 8 * kWords.
  explicit TextWords(std::string_view text) : size(text.size()) {
    const char* const from = text.data();
    if (size < 8) {
      words[0] = LoadFew(from, size);
      return;
    }
    size_t word = 0;
    for (; 8 * word + 8 <= size; ++word) words[word] = Load(from + 8 * word);
    if (size % 8 != 0) {
      // Reads the last eight bytes, so that nothing behind the end is read.
      words[word] = Load(from + size - 8) >> (8 * (8 - size % 8));
    }
  }

  uint64_t Hash() const {
    constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;
    uint64_t hash = size * kSpread;
    for (uint64_t word : words) {
      hash = (hash ^ word) * kSpread;
      hash ^= hash >> 32;
    }
    return hash;
  }

  friend bool operator==(const TextWords& a, const TextWords& b) {
    uint64_t differences = a.size ^ b.size;
    for (size_t i = 0; i < kWords; ++i) differences |= a.words[i] ^ b.words[i];
    return differences == 0;
  }

 private:
  static uint64_t Load(const char* from) {
    uint64_t word = 0;
    std::memcpy(&word, from, sizeof(word));
    return word;
  }

  // Of fewer than eight bytes.
  static uint64_t LoadFew(const char* from, size_t size) {
    if (size >= 4) {
      uint32_t low = 0;
      uint32_t high = 0;
      std::memcpy(&low, from, sizeof(low));
      std::memcpy(&high, from + size - 4, sizeof(high));
      return low | uint64_t{high} << (8 * (size - 4));
    }
    uint64_t word = 0;
    for (size_t i = 0; i < size; ++i) {
      word |= uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    }
    return word;
  }
};

// Values of texts of at most 8 * kWords bytes, each in one of two places; what
// finds no room takes that of another.
template <size_t kWords, typename T>
class TextPlaces {
 public:
  using Key = TextWords<kWords>;

  const T* Find(const Key& key) const {
    const size_t first = key.Hash() & mask_;
    for (const size_t place : {first, first ^ 1}) {
      if (places_[place].key == key) return &places_[place].value;
    }
    return nullptr;
  }

  // REQUIRES: Find(key) == nullptr.
  void Remember(const Key& key, const T& value) {
    ++num_remembered_;
    if (2 * num_remembered_ > places_.size() && places_.size() < kMostPlaces) {
      Grow();
    }
    Put({key, value});
  }

  size_t MemoryBytes() const { return places_.capacity() * sizeof(Place); }

 private:
  static constexpr size_t kFewestPlaces = 64;
  static constexpr size_t kMostPlaces = size_t{1} << 17;
  static constexpr uint64_t kNoSize = ~uint64_t{0};

  struct Place {
    Key key;
    T value;
  };
  static Place Nothing() {
    Place place{Key(""), T()};
    place.key.size = kNoSize;
    return place;
  }

  void Put(const Place& place) {
    const size_t first = place.key.Hash() & mask_;
    const bool is_taken = places_[first].key.size != kNoSize;
    places_[is_taken ? first ^ 1 : first] = place;
  }

  void Grow() {
    std::vector<Place> before(2 * places_.size(), Nothing());
    before.swap(places_);
    mask_ = places_.size() - 1;
    num_remembered_ = 0;
    for (const Place& place : before) {
      if (place.key.size == kNoSize) continue;
      ++num_remembered_;
      Put(place);
    }
  }

  std::vector<Place> places_{kFewestPlaces, Nothing()};
  size_t mask_ = kFewestPlaces - 1;
  size_t num_remembered_ = 0;
};

// For one thread.
template <typename T>
class TextMemo {
 public:
  // Null if it is not known. Valid until the next call of Remember.
  const T* Find(std::string_view text) const {
    if (text.size() <= 8 * kShort) {
      return short_.Find(TextWords<kShort>(text));
    }
    if (text.size() <= 8 * kMiddle) {
      return middle_.Find(TextWords<kMiddle>(text));
    }
    const auto found = long_.find(text);
    return found == long_.end() ? nullptr : &found->second;
  }

  // REQUIRES: Find(text) == nullptr.
  void Remember(std::string_view text, const T& value) {
    if (text.size() <= 8 * kShort) {
      short_.Remember(TextWords<kShort>(text), value);
    } else if (text.size() <= 8 * kMiddle) {
      middle_.Remember(TextWords<kMiddle>(text), value);
    } else {
      RememberLong(text, value);
    }
  }

  size_t MemoryBytes() const {
    return short_.MemoryBytes() + middle_.MemoryBytes() + bytes_ +
           texts_.size() * sizeof(std::string) +
           long_.capacity() * (sizeof(std::string_view) + sizeof(T));
  }

 private:
  // So that a place is a half and a whole line of the cache.
  static constexpr size_t kShort = 2;
  static constexpr size_t kMiddle = 6;
  static constexpr size_t kLongestText = 1'024;
  static constexpr size_t kMostBytes = size_t{4} << 20;

  void RememberLong(std::string_view text, const T& value) {
    if (text.size() > kLongestText) return;
    if (bytes_ + text.size() > kMostBytes) {
      long_.clear();
      texts_.clear();
      bytes_ = 0;
    }
    texts_.emplace_back(text);
    bytes_ += text.size();
    long_.emplace(texts_.back(), value);
  }

  TextPlaces<kShort, T> short_;
  TextPlaces<kMiddle, T> middle_;
  std::deque<std::string> texts_;  // Long ones; does not move its elements.
  size_t bytes_ = 0;               // Of them.
  absl::flat_hash_map<std::string_view, T> long_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_TEXT_MEMO_H_
