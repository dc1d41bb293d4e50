// Modules and arrows, held by reading every #include. The link line says the same, but a header alone links
// nothing, so it would let an arrow point the wrong way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_tree.h"

namespace assent::house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Module {
  std::string_view folder;
  std::vector<std::string_view> may_include;  // besides itself
  bool pure;                                  // no input, output, threads or dice of its own
};

// In this order, so that channels/transports is found before channels.
const std::vector<Module>& modules() {
  static const std::vector<Module> all = {
      {"channels/transports", {"channels", "rules", "base"}, false},
      {"base", {}, false},
      {"rules", {"base"}, true},
      {"workflows", {"rules", "base"}, true},
      {"channels", {"rules", "base"}, true},
      {"storage", {"workflows", "channels", "rules", "base"}, false},
      {"engine", {"storage", "channels/transports", "workflows", "channels", "rules", "base"}, false},
  };
  return all;
}

const Module* module_of(std::string_view path) {
  for (const Module& module : modules()) {
    if (path.starts_with(module.folder) && path.substr(module.folder.size()).starts_with("/")) return &module;
  }
  return nullptr;
}

// A library stays behind one module's door: whoever changes it knows where to look.
struct Library {
  std::string_view prefix;
  std::vector<std::string_view> allowed;  // path prefixes
};
const std::vector<Library>& libraries() {
  static const std::vector<Library> all = {
      {"rocksdb/", {"storage/"}},
      {"yaml-cpp/", {"base/yaml"}},
      {"boost/asio", {"engine/", "channels/transports/"}},
      {"boost/beast", {"engine/", "channels/transports/"}},
      {"curl/", {"channels/transports/"}},
      {"gmime/", {"channels/transports/"}},
      {"spdlog/", {"engine/", "channels/transports/"}},
      {"openssl/", {"base/", "storage/"}},
      {"CLI/", {"engine/cli/"}},
  };
  return all;
}

constexpr std::string_view impure_headers[] = {"iostream", "fstream", "filesystem",         "thread",
                                               "random",   "mutex",   "condition_variable", "future",
                                               "ctime",    "unistd.h"};

struct Include {
  std::size_t offset;
  std::string target;
  bool quoted;
};

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  constexpr std::string_view directive = "#include ";
  // `code` knows what is commented out, `text` still has what stands between the quotes.
  for (auto at = file.code.find(directive); at != std::string::npos; at = file.code.find(directive, at + 1)) {
    std::size_t begin = at + directive.size();
    char close = file.text[begin] == '<' ? '>' : '"';
    std::size_t end = file.text.find(close, begin + 1);
    found.push_back({at, file.text.substr(begin + 1, end - begin - 1), close == '"'});
  }
  return found;
}

void check_own(const SourceFile& file, const Module& from, const Include& include,
               std::vector<std::string>& found) {
  const Module* to = module_of(include.target);
  if (to == nullptr) {
    found.push_back(finding(file, include.offset, "\"" + include.target + "\" is not written from the root"));
  } else if (to != &from && std::count(from.may_include.begin(), from.may_include.end(), to->folder) == 0) {
    found.push_back(finding(file, include.offset,
                            std::string(from.folder) + " may not include " + std::string(to->folder)));
  }
}

void check_foreign(const SourceFile& file, const Module& from, const Include& include,
                   std::vector<std::string>& found) {
  for (const Library& library : libraries()) {
    bool allowed = std::any_of(library.allowed.begin(), library.allowed.end(),
                               [&](std::string_view prefix) { return file.path.starts_with(prefix); });
    if (include.target.starts_with(library.prefix) && !allowed) {
      found.push_back(finding(file, include.offset, "<" + include.target + "> belongs elsewhere"));
    }
  }
  if (from.pure && std::count(std::begin(impure_headers), std::end(impure_headers), include.target) > 0) {
    found.push_back(finding(file, include.offset, "<" + include.target + "> in pure code"));
  }
}

std::vector<std::string> layering_findings(const SourceFile& file) {
  std::vector<std::string> found;
  const Module* from = module_of(file.path);
  if (from == nullptr) return found;  // tests and benchmarks: their link line holds them
  for (const Include& include : includes_of(file)) {
    if (include.quoted) {
      check_own(file, *from, include, found);
    } else {
      check_foreign(file, *from, include, found);
    }
  }
  return found;
}

TEST(Layering, EveryArrowOfTheTreePointsTheRightWay) {
  std::vector<std::string> found;
  std::size_t read = 0;
  for (const SourceFile& file : read_tree(ASSENT_SOURCE_DIR)) {
    ++read;
    auto of_file = layering_findings(file);
    found.insert(found.end(), of_file.begin(), of_file.end());
  }
  EXPECT_GT(read, 20u);
  EXPECT_THAT(found, IsEmpty());
}

TEST(Layering, WhatIsForbiddenIsFound) {
  struct Row {
    std::string path, line, finding;
  };
  const Row rows[] = {
      {"rules/a.cc", "#include \"base/ids.h\"", ""},
      {"rules/a.cc", "#include \"rules/b.h\"", ""},
      {"rules/a.cc", "// #include \"engine/b.h\"", ""},
      {"base/a.h", "#include \"rules/b.h\"", "base/a.h:1: base may not include rules"},
      {"workflows/a.cc", "#include \"channels/gate.h\"",
       "workflows/a.cc:1: workflows may not include channels"},
      {"channels/a.cc", "#include \"channels/transports/b.h\"",
       "channels/a.cc:1: channels may not include channels/transports"},
      {"channels/transports/a.cc", "#include \"channels/gate.h\"", ""},
      {"channels/transports/a.cc", "#include \"storage/store.h\"",
       "channels/transports/a.cc:1: channels/transports may not include storage"},
      {"storage/a.cc", "#include \"engine/b.h\"", "storage/a.cc:1: storage may not include engine"},
      {"storage/a.cc", "#include <rocksdb/db.h>", ""},
      {"engine/a.cc", "#include \"storage/store.h\"", ""},
      {"engine/a.cc", "#include \"store.h\"", "engine/a.cc:1: \"store.h\" is not written from the root"},
      {"engine/a.cc", "#include <rocksdb/db.h>", "engine/a.cc:1: <rocksdb/db.h> belongs elsewhere"},
      {"engine/a.cc", "#include <boost/asio.hpp>", ""},
      {"storage/a.cc", "#include <boost/asio/post.hpp>",
       "storage/a.cc:1: <boost/asio/post.hpp> belongs elsewhere"},
      {"base/yaml.cc", "#include <yaml-cpp/parser.h>", ""},
      {"engine/a.cc", "#include <yaml-cpp/yaml.h>", "engine/a.cc:1: <yaml-cpp/yaml.h> belongs elsewhere"},
      {"engine/a.cc", "#include <curl/curl.h>", "engine/a.cc:1: <curl/curl.h> belongs elsewhere"},
      {"engine/a.cc", "#include <gmime/gmime.h>", "engine/a.cc:1: <gmime/gmime.h> belongs elsewhere"},
      {"workflows/a.cc", "#include <fstream>", "workflows/a.cc:1: <fstream> in pure code"},
      {"engine/a.cc", "#include <fstream>", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.path + " " + row.line);
    auto found = layering_findings(source_file(row.path, row.line + "\n"));
    if (row.finding.empty()) {
      EXPECT_THAT(found, IsEmpty());
    } else {
      EXPECT_THAT(found, ElementsAre(row.finding));
    }
  }
}

}  // namespace
}  // namespace assent::house
