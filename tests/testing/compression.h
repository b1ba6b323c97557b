// Compressed bytes, for tests of reading them.

#ifndef LEADSCORE_TESTS_TESTING_COMPRESSION_H_
#define LEADSCORE_TESTS_TESTING_COMPRESSION_H_

#include <zlib.h>
#include <zstd.h>

#include <string>

namespace leadscore::testing {

inline std::string Gzip(const std::string& bytes) {
  z_stream stream = {};
  constexpr int kGzip = 16;
  constexpr int kMemory = 8;
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip,
               kMemory, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  std::string in = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string Zstd(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(
      ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_COMPRESSION_H_
