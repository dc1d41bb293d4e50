#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/hex.h"
#include "storage/gcm.h"
#include "storage/keys.h"

namespace assent::storage {
namespace {

constexpr std::string_view kFromEnvironment = "env:";
constexpr std::size_t kHexDigits = 64;

// Closes on every way out.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

Error refused(std::string_view doing, const std::string& path) {
  return fail(Errc::system,
              fmt::format("couldn't {} the master key {}: {}", doing, path, std::strerror(errno)));
}

Result<Bytes32> parse(std::string_view text, std::string_view where) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  auto raw = text.size() == kHexDigits ? from_hex(text) : std::nullopt;
  if (!raw)
    return fail(Errc::invalid, fmt::format("the master key in {} isn't {} hex digits", where, kHexDigits));
  Bytes32 key;
  std::memcpy(key.data(), raw->data(), key.size());
  return key;
}

Result<Bytes32> read_file(const std::string& path) {
  File file(path, O_RDONLY);
  if (file.fd() < 0 && errno == ENOENT) {
    return fail(Errc::not_found, fmt::format("there is no master key {}. `assent init` makes one for a new "
                                             "workspace; an old one needs its own back from your backup",
                                             path));
  }
  if (file.fd() < 0) return refused("open", path);
  struct stat about {};
  if (::fstat(file.fd(), &about) != 0) return refused("open", path);
  if ((about.st_mode & 077) != 0) {
    return fail(
        Errc::invalid,
        fmt::format("others on this machine may read the master key {}. Run: chmod 600 {}", path, path));
  }
  char text[kHexDigits + 3];
  ssize_t size = ::read(file.fd(), text, sizeof text);
  if (size < 0) return refused("read", path);
  return parse({text, static_cast<std::size_t>(size)}, path);
}

}  // namespace

Result<MasterKey> MasterKey::load(std::string_view where, const std::string& workspace) {
  if (where.starts_with(kFromEnvironment)) {
    std::string variable(where.substr(kFromEnvironment.size()));
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr) {
      return fail(Errc::not_found,
                  fmt::format("the master key is to come from ${}, which isn't set", variable));
    }
    TRY(auto key, parse(value, "$" + variable));
    return MasterKey(key);
  }
  std::string path = where.starts_with('/') ? std::string(where) : workspace + "/" + std::string(where);
  TRY(auto key, read_file(path));
  return MasterKey(key);
}

Result<void> MasterKey::create_file(const std::string& path) {
  File file(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file.fd() < 0 && errno == EEXIST) {
    return fail(Errc::conflict,
                fmt::format("{} is there already. It's never overwritten: what it sealed would be "
                            "lost",
                            path));
  }
  if (file.fd() < 0) return refused("make", path);
  std::string text = to_hex(random_key()) + "\n";
  if (::write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return refused("write", path);
  if (::fsync(file.fd()) != 0) return refused("write", path);
  auto slash = path.find_last_of('/');
  File folder(slash == std::string::npos ? "." : path.substr(0, slash + 1), O_RDONLY | O_DIRECTORY);
  if (folder.fd() < 0 || ::fsync(folder.fd()) != 0) return refused("write", path);
  return ok();
}

std::string MasterKey::wrap(std::string_view secret, std::string_view context) const {
  // A random nonce: there is no sequence to number wrapped secrets by. 2^32 of them are safe under one key.
  Entropy random = SystemEntropy().draw();
  Nonce nonce;
  std::memcpy(nonce.data(), random.bytes.data(), nonce.size());
  std::string out(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  return out + gcm_seal(key_, nonce, secret, context);
}

Result<std::string> MasterKey::unwrap(std::string_view wrapped, std::string_view context) const {
  Nonce nonce;
  std::optional<std::string> secret;
  if (wrapped.size() >= nonce.size()) {
    std::memcpy(nonce.data(), wrapped.data(), nonce.size());
    secret = gcm_unseal(key_, nonce, wrapped.substr(nonce.size()), context);
  }
  if (!secret) return fail(Errc::corrupt, "a key in the store doesn't open with this master key");
  return std::move(*secret);
}

}  // namespace assent::storage
