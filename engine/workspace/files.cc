#include "engine/workspace/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace assent::engine {
namespace {

namespace fs = std::filesystem;

// Names in a folder, sorted; empty where it cannot be listed.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ec;
  for (auto at = fs::directory_iterator(folder, ec); !ec && at != fs::end(at); at.increment(ec)) {
    names.push_back(at->path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool hidden(std::string_view name) {
  return name.starts_with('.') || name.ends_with('~');
}

}  // namespace

void Folder::report(Severity severity, const std::string& name, std::string message, std::string expected,
                    std::string suggestion) {
  Issue issue;
  issue.file = name;
  issue.severity = severity;
  issue.message = std::move(message);
  issue.expected = std::move(expected);
  issue.suggestion = std::move(suggestion);
  issues_.push_back(std::move(issue));
}

bool Folder::exists() const {
  std::error_code ec;
  return fs::is_directory(path_, ec);
}

bool Folder::contains(const std::string& name) const {
  std::error_code ec;
  return fs::exists(fs::path(path_) / name, ec);
}

std::optional<std::string> Folder::read(const std::string& name, std::size_t most_bytes) {
  fs::path path = fs::path(path_) / name;
  std::error_code ec;
  if (!fs::exists(path, ec)) return std::nullopt;
  if (!fs::is_regular_file(path, ec)) {
    report(Severity::error, name, "this is no file");
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    report(Severity::error, name, fmt::format("couldn't open it: {}", std::strerror(errno)));
    return std::nullopt;
  }
  // One byte more than allowed tells a full file from one that is too long.
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) {
    report(Severity::error, name, fmt::format("couldn't read it: {}", std::strerror(errno)));
    return std::nullopt;
  }
  if (text.size() > most_bytes) {
    report(Severity::error, name, "the file is too long", fmt::format("at most {} KiB", most_bytes / 1024));
    return std::nullopt;
  }
  return text;
}

std::vector<std::string> Folder::list(const std::string& subfolder, std::size_t most, std::string_view ending,
                                      std::string_view read_apart) {
  std::vector<std::string> files;
  for (const std::string& name : names_in(fs::path(path_) / subfolder)) {
    if (hidden(name) || name == read_apart) continue;
    std::string file = subfolder + "/" + name;
    if (name.ends_with(ending)) {
      files.push_back(file);
    } else if (name.ends_with(".yml") && ending == ".yaml") {
      report(Severity::warning, file, "nothing reads this file", {},
             name.substr(0, name.size() - 4) + ".yaml");
    } else {
      report(Severity::warning, file, "nothing reads this",
             fmt::format("files named *{} in {}/", ending, subfolder));
    }
  }
  if (files.size() > most) {
    report(Severity::error, subfolder, fmt::format("{} files are too many", files.size()),
           fmt::format("at most {}", most));
    files.clear();
  }
  return files;
}

void Folder::warn_unread(const std::vector<std::string>& files, const std::vector<std::string>& folders) {
  auto known = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const std::string& name : names_in(path_)) {
    if (hidden(name)) continue;
    std::error_code ec;
    if (fs::is_directory(fs::path(path_) / name, ec)) {
      std::string meant = known(folders, name) ? "" : nearest(name, folders);
      if (!meant.empty()) report(Severity::warning, name, "nothing reads this folder", {}, meant);
    } else if ((name.ends_with(".yaml") || name.ends_with(".yml")) && !known(files, name)) {
      report(Severity::warning, name, "nothing reads this file",
             join(files) + ", journeys/*.yaml, templates/*.yaml", nearest(name, files));
    }
  }
}

}  // namespace assent::engine
