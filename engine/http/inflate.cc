#include "engine/http/inflate.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace assent::engine {
namespace {

// Ends the stream however the function is left.
struct Stream {
  z_stream z{};
  bool open = false;
  explicit Stream(int window_bits) { open = inflateInit2(&z, window_bits) == Z_OK; }
  ~Stream() {
    if (open) inflateEnd(&z);
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

constexpr int kGzipOrZlib = MAX_WBITS + 32;
constexpr int kBare = -MAX_WBITS;

Result<std::string> inflate_as(int window_bits, std::string_view compressed, std::size_t max_bytes) {
  Stream stream(window_bits);
  if (!stream.open) return fail(Errc::unavailable, "out of memory");
  z_stream& z = stream.z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // zlib does not write there
  z.avail_in = static_cast<uInt>(compressed.size());
  std::string out(std::min(max_bytes + 1, compressed.size() * 4 + 1024), '\0');
  std::size_t size = 0;
  for (;;) {
    z.next_out = reinterpret_cast<Bytef*>(out.data() + size);
    z.avail_out = static_cast<uInt>(out.size() - size);
    int status = ::inflate(&z, Z_NO_FLUSH);
    size = out.size() - z.avail_out;
    if (size > max_bytes) {
      return fail(Errc::too_large, fmt::format("the body inflates to more than {} bytes", max_bytes));
    }
    if (status == Z_STREAM_END) {
      if (z.avail_in == 0) break;
      if (inflateReset(&z) != Z_OK) return fail(Errc::malformed, "the compressed body is broken");
    } else if (status == Z_OK && z.avail_out == 0) {
      out.resize(std::min(max_bytes + 1, out.size() * 2));
    } else if (status != Z_OK) {
      return fail(Errc::malformed,
                  fmt::format("the compressed body is {}", status == Z_BUF_ERROR ? "cut short" : "broken"));
    }
  }
  out.resize(size);
  return out;
}

}  // namespace

Result<std::string> inflate(std::string_view compressed, std::size_t max_bytes) {
  if (compressed.empty()) return fail(Errc::malformed, "the compressed body is empty");
  Result<std::string> wrapped = inflate_as(kGzipOrZlib, compressed, max_bytes);
  if (wrapped.has_value() || wrapped.error().code != Errc::malformed) return wrapped;
  // Some clients send bare deflate. Its bytes say nothing about themselves, so the first error is the one to
  // tell.
  bool gzip = compressed.starts_with("\x1f\x8b");
  if (gzip) return wrapped;
  Result<std::string> bare = inflate_as(kBare, compressed, max_bytes);
  return bare.has_value() ? std::move(bare) : std::move(wrapped);
}

}  // namespace assent::engine
