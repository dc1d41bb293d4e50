// The files of a new workspace.
#pragma once

#include <span>
#include <string_view>

namespace assent::engine {

struct StarterFile {
  std::string_view path;  // from the workspace
  std::string_view text;
};
std::span<const StarterFile> starter_files();

}  // namespace assent::engine
