// What was found out about texts, by text, within bounds: for those that come
// without a dictionary.

#ifndef LEADSCORE_SRC_CORE_TEXT_MEMO_H_
#define LEADSCORE_SRC_CORE_TEXT_MEMO_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace leadscore::internal {

// A text to look for, which has to outlive it.
struct TextKey {
  static constexpr size_t kMostWords = 6;

  TextKey() = default;
  explicit TextKey(std::string_view of) { Set(of); }

  // In place, because what was just written in words is slow to copy at once.
  void Set(std::string_view of) {
    text = of;
    if (is_long()) {
      hash = 0;
      return;
    }
    ReadWords();
    // Of a short text two words are all.
    hash = Mix(Mix(text.size() * kSpread, words[0]), words[1]);
    if (text.size() <= 2 * sizeof(uint64_t)) return;
    for (size_t i = 2; i < kMostWords; ++i) hash = Mix(hash, words[i]);
  }

  bool is_long() const { return text.size() > kMostWords * sizeof(uint64_t); }

  std::string_view text;
  // Unless it is long: what is the same for texts of this size only if their
  // bytes are. Of a short one two, otherwise all.
  uint64_t words[kMostWords] = {};
  uint64_t hash = 0;

 private:
  static constexpr uint64_t kSpread = 0x9e3779b97f4a7c15;

  // Both halves of the product, so that every bit of the word, those of its
  // last letters too, shows in the lowest bits.
  static uint64_t Mix(uint64_t hash, uint64_t word) {
    __extension__ using Product = unsigned __int128;
    const Product product = static_cast<Product>(hash ^ word) * kSpread;
    return static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64);
  }

  template <typename Word>
  static uint64_t Load(const char* from) {
    Word word = 0;
    std::memcpy(&word, from, sizeof(word));
    return word;
  }

  // Words from the beginning and from the end, which may overlap, so that few
  // sizes are told apart and nothing behind the end is read.
  void ReadWords() {
    constexpr size_t kBytes = sizeof(uint64_t);
    constexpr size_t kHalf = sizeof(uint32_t);
    const char* const from = text.data();
    const size_t size = text.size();
    const char* const end = from + size;
    if (size > 4 * kBytes) {
      for (size_t i = 0; i < 3; ++i) {
        words[i] = Load<uint64_t>(from + kBytes * i);
        words[i + 3] = Load<uint64_t>(end - kBytes * (i + 1));
      }
    } else if (size > 2 * kBytes) {
      for (size_t i = 0; i < 2; ++i) {
        words[i] = Load<uint64_t>(from + kBytes * i);
        words[i + 2] = Load<uint64_t>(end - kBytes * (i + 1));
      }
      words[4] = words[5] = 0;
    } else if (size >= kBytes) {
      words[0] = Load<uint64_t>(from);
      words[1] = Load<uint64_t>(end - kBytes);
    } else if (size >= kHalf) {
      words[0] = Load<uint32_t>(from);
      words[1] = Load<uint32_t>(end - kHalf);
    } else {
      words[0] = size == 0 ? 0
                           : Load<uint8_t>(from) |
                                 Load<uint8_t>(from + size / 2) << 8 |
                                 Load<uint8_t>(end - 1) << 16;
      words[1] = 0;
    }
  }
};

// Values of texts of at most kWords words, each in the first free one of some
// places side by side; what finds none takes that of another.
template <size_t kWords, typename T>
class TextPlaces {
 public:
  // Asks the memory for what Find will look at.
  void AskAhead(const TextKey& key) const {
    __builtin_prefetch(&places_[key.hash & mask_]);
  }

  const T* Find(const TextKey& key) const {
    for (size_t probe = 0; probe < kProbes; ++probe) {
      const Place& place = places_[(key.hash + probe) & mask_];
      uint64_t differences = place.size ^ key.text.size();
      for (size_t i = 0; i < kWords; ++i) {
        differences |= place.words[i] ^ key.words[i];
      }
      if (differences == 0) return &place.value;
      if (place.size == kNoSize) return nullptr;
    }
    return nullptr;
  }

  // REQUIRES: Find(key) == nullptr.
  void Remember(const TextKey& key, const T& value) {
    ++num_remembered_;
    // So many free ones that hardly any text finds none of its places free.
    if (4 * num_remembered_ > places_.size() && places_.size() < kMostPlaces) {
      Grow();
    }
    Place place;
    std::copy_n(key.words, kWords, place.words);
    place.size = key.text.size();
    place.value = value;
    place.hash = static_cast<uint32_t>(key.hash);
    Put(place);
  }

  size_t MemoryBytes() const { return places_.capacity() * sizeof(Place); }

 private:
  static constexpr size_t kProbes = 8;
  static constexpr size_t kFewestPlaces = 64;
  static constexpr size_t kMostPlaces = size_t{1} << 17;
  static constexpr uint64_t kNoSize = ~uint64_t{0};

  // Half a line of the memory, or a whole one.
  struct alignas(8 * (kWords + 2)) Place {
    uint64_t words[kWords] = {};
    uint64_t size = kNoSize;
    uint32_t hash = 0;  // Enough of it for all places.
    T value = {};
  };

  void Put(const Place& place) {
    size_t index = place.hash & mask_;
    for (size_t probe = 0; probe < kProbes; ++probe) {
      const size_t next = (place.hash + probe) & mask_;
      if (places_[next].size != kNoSize) continue;
      index = next;
      break;
    }
    places_[index] = place;
  }

  void Grow() {
    std::vector<Place> before(2 * places_.size());
    before.swap(places_);
    mask_ = places_.size() - 1;
    num_remembered_ = 0;
    for (const Place& place : before) {
      if (place.size == kNoSize) continue;
      ++num_remembered_;
      Put(place);
    }
  }

  std::vector<Place> places_ = std::vector<Place>(kFewestPlaces);
  size_t mask_ = kFewestPlaces - 1;
  size_t num_remembered_ = 0;
};

// For one thread.
template <typename T>
class TextMemo {
 public:
  // Asks the memory for what Find will look at.
  void AskAhead(const TextKey& key) const {
    if (key.text.size() <= 8 * kShort) {
      short_.AskAhead(key);
    } else {
      middle_.AskAhead(key);
    }
  }

  // Null if it is not known. Valid until the next call of Remember.
  const T* Find(const TextKey& key) const {
    if (key.text.size() <= 8 * kShort) return short_.Find(key);
    if (!key.is_long()) return middle_.Find(key);
    const auto found = long_.find(key.text);
    return found == long_.end() ? nullptr : &found->second;
  }

  // REQUIRES: Find(key) == nullptr.
  void Remember(const TextKey& key, const T& value) {
    if (key.text.size() <= 8 * kShort) {
      short_.Remember(key, value);
    } else if (!key.is_long()) {
      middle_.Remember(key, value);
    } else {
      RememberLong(key.text, value);
    }
  }

  size_t MemoryBytes() const {
    return short_.MemoryBytes() + middle_.MemoryBytes() + bytes_ +
           texts_.size() * sizeof(std::string) +
           long_.capacity() * (sizeof(std::string_view) + sizeof(T));
  }

 private:
  static constexpr size_t kShort = 2;
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
  TextPlaces<TextKey::kMostWords, T> middle_;
  std::deque<std::string> texts_;  // Long ones; does not move its elements.
  size_t bytes_ = 0;               // Of them.
  absl::flat_hash_map<std::string_view, T> long_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_TEXT_MEMO_H_
