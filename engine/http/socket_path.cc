#include "engine/http/socket_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace assent::engine {

Result<SocketPath> SocketPath::of(const std::string& path) {
  SocketPath made;
  made.short_path_ = path;
  if (path.size() < sizeof(sockaddr_un::sun_path)) return made;
  auto slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  made.folder_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (made.folder_ < 0)
    return fail(Errc::not_found, fmt::format("couldn't open {}: {}", folder, std::strerror(errno)));
  made.short_path_ = fmt::format("/proc/self/fd/{}/{}", made.folder_, path.substr(slash + 1));
  return made;
}

SocketPath::SocketPath(SocketPath&& other) noexcept
    : short_path_(std::move(other.short_path_)), folder_(std::exchange(other.folder_, -1)) {}

SocketPath::~SocketPath() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace assent::engine
