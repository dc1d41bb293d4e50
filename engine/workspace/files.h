// The files of a workspace folder, read whole and within bounds.
//
//   Folder folder("/srv/acme", issues);
//   auto text = folder.read("assent.yaml", limits::yaml_bytes);          // nullopt: not there, or reported
//   auto journeys = folder.list("journeys", limits::journeys);           // "journeys/welcome.yaml", ...
//   sorted
//
// Names are relative to the folder, as issues show them. What is in the way (a folder, a pipe, a file of
// another kind) is reported and never opened. Borrows the list of issues it reports to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"

namespace assent::engine {

class Folder {
 public:
  Folder(std::string path, std::vector<Issue>& issues) : path_(std::move(path)), issues_(issues) {}

  bool exists() const;
  bool contains(const std::string& name) const;
  std::optional<std::string> read(const std::string& name, std::size_t most_bytes);

  // The files of a subfolder with this ending; warns of what else lies there but for the folder `read_apart`,
  // reports when there are more than `most`.
  std::vector<std::string> list(const std::string& subfolder, std::size_t most,
                                std::string_view ending = ".yaml", std::string_view read_apart = {});

  // Warns of YAML files at the top that nothing reads, and of misspelt subfolders.
  void warn_unread(const std::vector<std::string>& files, const std::vector<std::string>& folders);

  // About a file as a whole.
  void report(Severity severity, const std::string& name, std::string message, std::string expected = {},
              std::string suggestion = {});

 private:
  std::string path_;
  std::vector<Issue>& issues_;
};

}  // namespace assent::engine
