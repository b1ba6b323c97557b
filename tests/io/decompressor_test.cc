#include "src/io/decompressor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "src/io/input_file.h"
#include "tests/testing/compression.h"
#include "tests/testing/csv_reading.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::Gzip;
using leadscore::testing::InPieces;
using leadscore::testing::StatusIs;
using leadscore::testing::Zstd;
using ::testing::HasSubstr;

// All that compressed bytes become, given and asked for in pieces.
absl::StatusOr<std::string> Decompress(const std::string& bytes,
                                       const DecompressionLimits& limits = {},
                                       size_t given = 1 << 20,
                                       size_t asked = 1 << 16) {
  const std::unique_ptr<Decompressor> decompressor =
      Decompressor::Create(bytes, InPieces(bytes, given), limits);
  std::string all;
  std::string piece(asked, '\0');
  while (true) {
    const absl::StatusOr<size_t> count =
        decompressor->Read(piece.data(), piece.size());
    if (!count.ok()) return count.status();
    if (*count == 0) return all;
    all.append(piece, 0, *count);
  }
}

std::string SomeText(size_t size) {
  std::mt19937_64 random(1);
  std::string text;
  while (text.size() < size) {
    text += std::to_string(random() % 1'000) + ",";
  }
  return text;
}

TEST(DecompressorTest, GivesWhatWasCompressed) {
  for (size_t size : {size_t{0}, size_t{1}, size_t{100}, size_t{500'000}}) {
    const std::string text = SomeText(size);
    for (const std::string& bytes : {Gzip(text), Zstd(text)}) {
      EXPECT_EQ(*Decompress(bytes), text);
      EXPECT_EQ(*Decompress(bytes, {}, 1 + size / 100, 1 + size / 77), text);
      // Several behind each other are one.
      EXPECT_EQ(*Decompress(bytes + bytes), text + text);
    }
  }
  const std::string text = SomeText(100);
  for (const std::string& bytes : {Gzip(text), Zstd(text)}) {
    EXPECT_EQ(*Decompress(bytes, {}, 1, 1), text);
  }
}

TEST(DecompressorTest, KnowsItsFormatsOnly) {
  for (const char* text : {"", "id", "\x1f", "\x28\xb5\x2f"}) {
    EXPECT_EQ(Decompressor::Create(text, InPieces(text, 10), {}), nullptr);
  }
}

TEST(DecompressorTest, SaysThatAFileIsCutOff) {
  const std::string text = SomeText(300);
  for (const std::string& bytes : {Gzip(text), Zstd(text)}) {
    for (size_t size = Decompressor::kMagicBytes; size < bytes.size(); ++size) {
      EXPECT_THAT(
          Decompress(bytes.substr(0, size)),
          StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cut off")))
          << size;
    }
  }
}

TEST(DecompressorTest, SaysThatAFileIsDamaged) {
  const std::string text = SomeText(300);
  // The checks of gzip find every change; a frame of zstd has none by default.
  const std::string bytes = Gzip(text);
  constexpr size_t kHeader = 10;
  for (size_t i = kHeader; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    EXPECT_FALSE(Decompress(damaged).ok()) << i;
  }
  EXPECT_THAT(
      Decompress(Gzip(text) + "x,1\n"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("damaged")));
  EXPECT_THAT(
      Decompress(Zstd(text) + "x,1\n"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("damaged")));
}

TEST(DecompressorTest, SaysThatAFrameHasNotItsSize) {
  // The header gives 2,304 bytes, the only block is empty and the last.
  const std::string frame("\x28\xb5\x2f\xfd\x41\0\0\0\x08\x01\0\0", 12);
  const std::string text = SomeText(300);
  for (size_t given : {size_t{1}, size_t{5}, size_t{1} << 20}) {
    for (const std::string& before : {std::string(), Zstd(text)}) {
      EXPECT_THAT(
          Decompress(before + frame, {}, given),
          StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("damaged")))
          << given;
    }
  }
}

TEST(DecompressorTest, EndsBeforeABombIsLarge) {
  const std::string zeros(size_t{4} << 20, '\0');
  DecompressionLimits limits;
  limits.free_bytes = size_t{1} << 20;
  for (const std::string& bytes : {Gzip(zeros), Zstd(zeros)}) {
    EXPECT_THAT(Decompress(bytes, limits),
                StatusIs(absl::StatusCode::kResourceExhausted,
                         HasSubstr("more than 500 times")));
    EXPECT_EQ(Decompress(bytes)->size(), zeros.size());
  }
  limits = {};
  limits.max_bytes = 1'000;
  EXPECT_THAT(Decompress(Gzip(SomeText(5'000)), limits),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("more than 1000 bytes")));
}

TEST(InputFileTest, ReadsFilesAsTheyAreOrDecompressed) {
  const std::string path = (std::filesystem::path(::testing::TempDir()) /
                            ("leadscore_input_" + std::to_string(getpid())))
                               .string();
  for (const std::string& text : {std::string(), std::string("i"),
                                  std::string("id\n1\n"), SomeText(300'000)}) {
    for (const std::string& bytes : {text, Gzip(text), Zstd(text)}) {
      std::ofstream(path, std::ios::binary) << bytes;
      const auto file = *InputFile::Open(path, {});
      EXPECT_EQ(file->size(), static_cast<int64_t>(bytes.size()));
      std::string all;
      char piece[1000];
      while (true) {
        const size_t count = *file->Read(piece, sizeof(piece));
        if (count == 0) break;
        all.append(piece, count);
      }
      EXPECT_EQ(all, text);
      EXPECT_EQ(file->bytes_read(), static_cast<int64_t>(bytes.size()));
    }
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace leadscore::internal
