#include "channels/transports/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace assent::channels {

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const std::string& path) {
  const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder && ::fsync(folder.get()) == 0;
}

Result<void> make_folder(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) == 0) {
    if (S_ISDIR(found.st_mode)) return ok();
    return fail(Errc::conflict,
                fmt::format("{} is not a folder: move it away, or choose another `path:`", path));
  }
  const std::string parent = path.substr(0, path.find_last_of('/'));
  if (!parent.empty()) {
    TRY(make_folder(parent));
  }
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail(Errc::system, fmt::format("couldn't make the folder {}: {}", path, words_of(errno)));
  }
  if (!parent.empty() && !sync_folder(parent)) {
    return fail(Errc::system, fmt::format("couldn't sync the folder {}: {}", parent, words_of(errno)));
  }
  return ok();
}

std::string words_of(int error) {
  return std::generic_category().message(error);
}

}  // namespace assent::channels
