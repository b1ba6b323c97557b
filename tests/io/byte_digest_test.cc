#include "src/io/byte_digest.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace leadscore::internal {
namespace {

std::string DigestOf(std::string_view text) {
  ByteDigest digest;
  digest.Add(text);
  return digest.Hex();
}

// As the program xxhsum says.
TEST(ByteDigest, IsThatOfXxhsum) {
  EXPECT_EQ(DigestOf(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(DigestOf("leadscore\n"), "0c5f743a0a3490a24c5041cc5408a27c");
}

TEST(ByteDigest, DoesNotDependOnThePieces) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += static_cast<char>(i * i % 251);
  for (size_t piece : {1, 7, 64, 1'000}) {
    ByteDigest digest;
    for (size_t begin = 0; begin < text.size(); begin += piece) {
      digest.Add(std::string_view(text).substr(begin, piece));
    }
    EXPECT_EQ(digest.Hex(), DigestOf(text));
    EXPECT_EQ(digest.bytes(), 5'000);
  }
}

TEST(ByteDigest, GoesOnAfterItWasAskedAndMoved) {
  ByteDigest digest;
  digest.Add("lead");
  EXPECT_EQ(digest.Hex(), DigestOf("lead"));
  ByteDigest moved = std::move(digest);
  moved.Add("score");
  EXPECT_EQ(moved.Hex(), DigestOf("leadscore"));
}

// Shards are chosen by it, so that it may never change.
TEST(StableHash, IsAlwaysTheSame) {
  EXPECT_EQ(StableHash(""), 0x2d06800538d394c2u);
  EXPECT_EQ(StableHash("lead 1"), 0x88b6f2f071a05b9fu);
}

}  // namespace
}  // namespace leadscore::internal
