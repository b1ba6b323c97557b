#include "src/io/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

constexpr size_t kInputBytes = size_t{128} << 10;

absl::Status CutOff(const char* format) {
  return absl::InvalidArgumentError(
      absl::StrCat("the file is cut off: its ", format,
                   " data end before they are complete"));
}

absl::Status Broken(const char* format) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the file is damaged: its ", format, " data are not what was written"));
}

// Compressed bytes and the count of both kinds.
class Input {
 public:
  Input(Decompressor::Source source, const DecompressionLimits& limits)
      : source_(std::move(source)), limits_(limits), bytes_(kInputBytes) {}

  // Makes sure that there are bytes, unless they are at their end.
  absl::Status Fill() {
    if (begin_ < end_ || is_done_) return absl::OkStatus();
    LEADSCORE_ASSIGN_OR_RETURN(const size_t count,
                               source_(bytes_.data(), bytes_.size()));
    begin_ = 0;
    end_ = count;
    is_done_ = count == 0;
    return absl::OkStatus();
  }

  char* data() { return bytes_.data() + begin_; }
  size_t size() const { return end_ - begin_; }
  bool is_at_end() const { return is_done_ && begin_ == end_; }

  void Take(size_t count) {
    begin_ += count;
    taken_ += static_cast<int64_t>(count);
  }

  absl::Status Count(size_t made) {
    made_ += static_cast<int64_t>(made);
    if (made_ > limits_.max_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the file becomes more than ", limits_.max_bytes, " bytes"));
    }
    if (made_ > limits_.free_bytes &&
        made_ / limits_.max_ratio > std::max<int64_t>(taken_, 1)) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the file becomes more than ", limits_.max_ratio,
                       " times as large as it is: it may be a trap"));
    }
    return absl::OkStatus();
  }

 private:
  Decompressor::Source source_;
  const DecompressionLimits limits_;
  std::vector<char> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool is_done_ = false;
  int64_t taken_ = 0;
  int64_t made_ = 0;
};

// Of one or more members behind each other.
class Gzip : public Decompressor {
 public:
  Gzip(Source source, const DecompressionLimits& limits)
      : input_(std::move(source), limits) {
    constexpr int kGzipOnly = 16;
    is_open_ = inflateInit2(&stream_, MAX_WBITS + kGzipOnly) == Z_OK;
  }
  ~Gzip() override {
    if (is_open_) inflateEnd(&stream_);
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (!is_open_) return absl::ResourceExhaustedError("out of memory");
    size = std::min(size, size_t{1} << 30);
    while (true) {
      LEADSCORE_RETURN_IF_ERROR(input_.Fill());
      if (input_.is_at_end()) {
        if (!is_between_) return CutOff("gzip");
        return size_t{0};
      }
      if (is_between_) inflateReset(&stream_);
      is_between_ = false;
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
      stream_.avail_in = static_cast<uInt>(input_.size());
      stream_.next_out = reinterpret_cast<Bytef*>(buffer);
      stream_.avail_out = static_cast<uInt>(size);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      input_.Take(input_.size() - stream_.avail_in);
      const size_t made = size - stream_.avail_out;
      if (result == Z_STREAM_END) {
        is_between_ = true;
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return Broken("gzip");
      }
      LEADSCORE_RETURN_IF_ERROR(input_.Count(made));
      if (made > 0) return made;
    }
  }

 private:
  Input input_;
  z_stream stream_ = {};
  bool is_open_ = false;
  bool is_between_ = false;  // Behind a member.
};

// Of one or more frames behind each other.
class Zstd : public Decompressor {
 public:
  Zstd(Source source, const DecompressionLimits& limits)
      : input_(std::move(source), limits), stream_(ZSTD_createDStream()) {}
  ~Zstd() override { ZSTD_freeDStream(stream_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (stream_ == nullptr)
      return absl::ResourceExhaustedError("out of memory");
    while (true) {
      LEADSCORE_RETURN_IF_ERROR(input_.Fill());
      // Without more input there may be more output.
      if (input_.is_at_end() && !may_have_more_) {
        if (!is_between_) return CutOff("zstd");
        return size_t{0};
      }
      ZSTD_inBuffer in = {input_.data(), input_.size(), 0};
      ZSTD_outBuffer out = {buffer, size, 0};
      const size_t result = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(result) != 0) return Broken("zstd");
      if (is_between_) {
        header_.clear();
        made_of_frame_ = 0;
      }
      header_.append(input_.data(),
                     std::min(in.pos, kHeaderBytes - header_.size()));
      made_of_frame_ += out.pos;
      input_.Take(in.pos);
      is_between_ = result == 0;
      if (is_between_ && !HasItsSize()) return Broken("zstd");
      may_have_more_ = !is_between_ && out.pos == size;
      LEADSCORE_RETURN_IF_ERROR(input_.Count(out.pos));
      if (out.pos > 0) return out.pos;
    }
  }

 private:
  static constexpr size_t kHeaderBytes = 18;  // As many as a frame's can be.

  // Whether a frame that is complete has the size that its header gives. The
  // library only sees that by itself if it gets all of a frame at once, or if
  // the frame's last block is not empty.
  bool HasItsSize() const {
    const unsigned long long size =
        ZSTD_getFrameContentSize(header_.data(), header_.size());
    return size == ZSTD_CONTENTSIZE_UNKNOWN || size == made_of_frame_;
  }

  Input input_;
  ZSTD_DStream* stream_;
  std::string header_;  // The first bytes of the frame.
  uint64_t made_of_frame_ = 0;
  bool is_between_ = false;  // Behind a frame.
  bool may_have_more_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> Decompressor::Create(
    std::string_view first_bytes, Source source,
    const DecompressionLimits& limits) {
  constexpr std::string_view kGzip = "\x1f\x8b";
  constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";
  if (first_bytes.substr(0, kGzip.size()) == kGzip) {
    return std::make_unique<Gzip>(std::move(source), limits);
  }
  if (first_bytes.substr(0, kZstd.size()) == kZstd) {
    return std::make_unique<Zstd>(std::move(source), limits);
  }
  return nullptr;
}

}  // namespace leadscore::internal
