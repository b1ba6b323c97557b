// The different values of a column of text, each with a small number, its
// code, in the order of their first appearance.

#ifndef LEADSCORE_SRC_TABLE_DICTIONARY_H_
#define LEADSCORE_SRC_TABLE_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/hash/hash.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {

class Dictionary {
 public:
  // A value to look for, which has to outlive it. Its hash differs from one run
  // of the program to the next, so that nobody can write values that collide.
  struct Key {
    explicit Key(std::string_view of)
        : text(of), hash(static_cast<uint32_t>(absl::HashOf(ToAbsl(of)))) {}

    std::string_view text;
    uint32_t hash;
  };

  Dictionary() = default;
  // Not copied: the places of values are theirs alone.
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // The code of a value, which is added if it is new.
  int32_t Encode(std::string_view value) {
    const Key key(value);
    const int32_t code = Find(key);
    return code >= 0 ? code : Add(key);
  }

  // The code of a value, or -1.
  int32_t Find(std::string_view value) const { return Find(Key(value)); }
  int32_t Find(const Key& key) const {
    for (size_t place = key.hash & mask_;; place = (place + 1) & mask_) {
      const Place& found = places_[place];
      if (found.code < 0) return -1;
      if (found.hash == key.hash && IsValue(found.code, key.text)) {
        return found.code;
      }
    }
  }

  // Makes room for so many values, so that adding them does not move others.
  void Reserve(size_t count);

  // Forgets all values, but keeps the memory.
  void Clear();

  // Asks the memory for what Find will look at.
  void AskAhead(const Key& key) const {
    __builtin_prefetch(&places_[key.hash & mask_]);
  }

  // Find for many at once: while one is looked at, the memory brings what the
  // next ones need.
  void FindAll(const Key* keys, size_t count, int32_t* codes) const;

  // REQUIRES: Find(key) == -1.
  int32_t Add(const Key& key);

  // REQUIRES: 0 <= code < size().
  std::string_view value(int32_t code) const {
    const char* const kept = values_[static_cast<size_t>(code)];
    const size_t size = static_cast<uint8_t>(*kept);
    if (size < kLong) return {kept + 1, size};
    size_t long_size = 0;
    std::memcpy(&long_size, kept + 1, sizeof(long_size));
    return {kept + 1 + sizeof(long_size), long_size};
  }
  int32_t size() const { return static_cast<int32_t>(values_.size()); }

  size_t MemoryBytes() const {
    return places_.capacity() * sizeof(Place) +
           values_.capacity() * sizeof(const char*) + block_bytes_;
  }

 private:
  struct Place {
    uint32_t hash = 0;
    int32_t code = -1;  // Free.
  };
  static constexpr size_t kFewestPlaces = 16;
  // Stands for a size that does not fit into a byte.
  static constexpr size_t kLong = 255;

  // Whether they are enough for so many values: at most two thirds are taken.
  static bool IsEnough(size_t places, size_t values) {
    return 3 * values <= 2 * places;
  }

  // Whether the value with this code is this text. Most ids have 8 to 16 bytes:
  // two words, which may overlap.
  bool IsValue(int32_t code, std::string_view text) const {
    const std::string_view found = value(code);
    if (found.size() != text.size()) return false;
    constexpr size_t kWord = sizeof(uint64_t);
    if (text.size() < kWord || text.size() > 2 * kWord) return found == text;
    const size_t last = text.size() - kWord;
    return WordAt(found.data()) == WordAt(text.data()) &&
           WordAt(found.data() + last) == WordAt(text.data() + last);
  }
  static uint64_t WordAt(const char* from) {
    uint64_t word = 0;
    std::memcpy(&word, from, sizeof(word));
    return word;
  }

  // The first value with the hash of a key, or -1.
  int32_t FirstWithHash(const Key& key) const {
    for (size_t place = key.hash & mask_;; place = (place + 1) & mask_) {
      const Place& found = places_[place];
      if (found.code < 0 || found.hash == key.hash) return found.code;
    }
  }

  void Grow(size_t places);
  const char* Keep(std::string_view text);
  char* TakeBytes(size_t count);

  // A power of two.
  std::vector<Place> places_ = std::vector<Place>(kFewestPlaces);
  size_t mask_ = kFewestPlaces - 1;
  // By code: where its size, in a byte if it fits, and its bytes are.
  std::vector<const char*> values_;
  // What they point to; does not move.
  std::vector<std::unique_ptr<char[]>> blocks_;
  size_t block_bytes_ = 0;       // Of all of them.
  size_t last_block_bytes_ = 0;  // Of the last.
  char* free_ = nullptr;         // In the last block.
  size_t num_free_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_DICTIONARY_H_
