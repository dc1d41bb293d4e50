// What the engine itself says to people, in their language: service messages and the pages behind their links.
//
//   const Wording& w = wordings.in("de-AT");                       // de; English where a language is not there
//   w.say("confirmation.subject", {{"controller", "Acme"}})        // "Bitte bestätigen: Nachrichten von Acme"
//
// The texts are files that a translator can edit, one a language, in this folder; the build puts them into the program.
// A deployment carries those of the messages in force, so that a replay by another build says what was said (P8): apply
// takes them from Deployed, pages from built_in(). Every language has the same keys and placeholders; a test sees to
// it. Immutable; safe from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace assent::engine {

using Said = std::vector<std::pair<std::string_view, std::string>>;  // what stands for each {name}

class Wording {
 public:
  const std::string& language() const { return language_; }  // "de"
  // The text of a key such as "page.ask.title". What a value holds is not read again: it may contain braces.
  std::string say(std::string_view key, const Said& values = {}) const;
  const std::map<std::string, std::string, std::less<>>& texts() const { return texts_; }

 private:
  friend class Wordings;
  std::string language_;
  std::map<std::string, std::string, std::less<>> texts_;  // by dotted key
};

class Wordings {
 public:
  // From language -> the file's text; English must be among them.
  static Result<Wordings> parse(const std::map<std::string, std::string>& files);
  static const Wordings& built_in();
  const Wording& in(std::string_view language) const;
  const std::map<std::string, Wording, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, Wording, std::less<>> all_;
};

// The files that this program was built with.
const std::map<std::string, std::string>& wording_files();

}  // namespace assent::engine
