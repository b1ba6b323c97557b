#include "src/core/sha256.h"

#include <gtest/gtest.h>

namespace leadscore::internal {
namespace {

std::string HashOf(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.HexDigest();
}

// The vectors of FIPS 180-4's examples.
TEST(Sha256Test, KnownVectors) {
  EXPECT_EQ(HashOf(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HashOf("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HashOf(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Test, PiecesOfAnySizeGiveTheSame) {
  const std::string text(300, 'x');
  for (size_t size : {1, 7, 55, 56, 63, 64, 65, 128}) {
    Sha256 hash;
    for (size_t i = 0; i < text.size(); i += size) {
      hash.Update(std::string_view(text).substr(i, size));
    }
    EXPECT_EQ(hash.HexDigest(), HashOf(text)) << size;
  }
}

}  // namespace
}  // namespace leadscore::internal
