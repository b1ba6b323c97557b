#include "src/table/dictionary.h"

#include <algorithm>

namespace leadscore::internal {

int32_t Dictionary::Add(const Key& key) {
  if (!IsEnough(places_.size(), values_.size() + 1)) Grow(2 * places_.size());
  size_t place = key.hash & mask_;
  while (places_[place].code >= 0) place = (place + 1) & mask_;
  const int32_t code = size();
  places_[place] = Place{key.hash, code};
  values_.push_back(Keep(key.text));
  return code;
}

void Dictionary::FindAll(const Key* keys, size_t count, int32_t* codes) const {
  for (size_t i = 0; i < count; ++i) AskAhead(keys[i]);
  for (size_t i = 0; i < count; ++i) {
    codes[i] = FirstWithHash(keys[i]);
    if (codes[i] >= 0) {
      __builtin_prefetch(&values_[static_cast<size_t>(codes[i])]);
    }
  }
  for (size_t i = 0; i < count; ++i) {
    if (codes[i] >= 0) {
      __builtin_prefetch(values_[static_cast<size_t>(codes[i])]);
    }
  }
  for (size_t i = 0; i < count; ++i) {
    // Different values hardly ever have the same hash.
    if (codes[i] >= 0 && !IsValue(codes[i], keys[i].text)) {
      codes[i] = Find(keys[i]);
    }
  }
}

void Dictionary::Clear() {
  std::fill(places_.begin(), places_.end(), Place());
  values_.clear();
  if (blocks_.empty()) return;
  // The last block is the largest.
  blocks_.erase(blocks_.begin(), blocks_.end() - 1);
  block_bytes_ = num_free_ = last_block_bytes_;
  free_ = blocks_.back().get();
}

void Dictionary::Reserve(size_t count) {
  size_t places = places_.size();
  while (!IsEnough(places, count)) places *= 2;
  if (places > places_.size()) Grow(places);
  values_.reserve(count);
}

void Dictionary::Grow(size_t places) {
  std::vector<Place> before(places);
  before.swap(places_);
  mask_ = places_.size() - 1;
  for (const Place& taken : before) {
    if (taken.code < 0) continue;
    size_t place = taken.hash & mask_;
    while (places_[place].code >= 0) place = (place + 1) & mask_;
    places_[place] = taken;
  }
}

const char* Dictionary::Keep(std::string_view text) {
  const size_t size = text.size();
  const bool is_long = size >= kLong;
  char* const kept = TakeBytes(1 + (is_long ? sizeof(size) : 0) + size);
  *kept = static_cast<char>(is_long ? kLong : size);
  char* bytes = kept + 1;
  if (is_long) {
    std::memcpy(bytes, &size, sizeof(size));
    bytes += sizeof(size);
  }
  if (size > 0) std::memcpy(bytes, text.data(), size);
  return kept;
}

char* Dictionary::TakeBytes(size_t count) {
  if (count > num_free_) {
    // Larger ones as there are more, so that small dictionaries stay small.
    constexpr size_t kFewest = 256;
    constexpr size_t kMost = size_t{1} << 20;
    num_free_ =
        std::max(count, std::min(std::max(block_bytes_, kFewest), kMost));
    blocks_.emplace_back(new char[num_free_]);
    block_bytes_ += num_free_;
    last_block_bytes_ = num_free_;
    free_ = blocks_.back().get();
  }
  char* const taken = free_;
  free_ += count;
  num_free_ -= count;
  return taken;
}

}  // namespace leadscore::internal
