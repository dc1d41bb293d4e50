// A folder for one benchmark, on the disk that the build lies on: /tmp may be memory, where a sync costs
// nothing.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace assent::storage {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::current_path() / "bench-storage-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace assent::storage
