// Files as the transports need them: owned descriptors, whole writes, durable folders.
//
//   File f(::open(path, O_WRONLY | O_CLOEXEC));
//   if (!f || !write_all(f.get(), bytes)) return failed(words_of(errno));
//
// Functions that fail leave errno. Not for sharing between threads.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace assent::channels {

class File {
 public:
  explicit File(int descriptor = -1) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();
  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view bytes);  // false: some of it may be written
bool sync_folder(const std::string& path);               // makes names in it durable

// Makes the folder and its missing parents, mode 0700; fine if it is there. Durable.
Result<void> make_folder(const std::string& path);

std::string words_of(int error);  // "No space left on device"

}  // namespace assent::channels
