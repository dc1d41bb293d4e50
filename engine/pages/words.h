// The words of the pages that a contact sees, in the languages that there are.
//
//   auto all = Languages::built_in();
//   const Words& words = all.pick({"th-TH", "de"});          // Thai; English where none of them is there
//   words.html("page_lead", {{"controller", "Acme & Co"}});   // escaped, ready for the page
//
// The files are engine/pages/lang/*.yaml, part of the program; a workspace may put others over them in pages/xx.yaml,
// one key at a time, or add a language. What a language lacks is said in English. Immutable once loaded; safe from
// any thread.
#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "base/yaml.h"

namespace assent::engine {

// Made at build time: the language's code and the text of its file.
const std::vector<std::pair<std::string_view, std::string_view>>& embedded_languages();

using Sayings = std::map<std::string, std::string, std::less<>>;  // key -> text with {placeholders}

class Words {
 public:
  using Args = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  Words(std::string code, Sayings said) : code_(std::move(code)), said_(std::move(said)) {}
  const std::string& code() const { return code_; }  // "de"
  const Sayings& said() const { return said_; }

  std::string html(std::string_view key, Args args = {}) const;   // escaped, arguments and all
  std::string plain(std::string_view key, Args args = {}) const;  // for titles, mails and files
  std::string day(Utc t, const Zone& zone) const;                 // "24 November 2026"
  std::string minute(Utc t, const Zone& zone) const;              // "24 November 2026, 11:30 (Europe/Paris)"

 private:
  std::string code_;
  Sayings said_;
};

class Languages {
 public:
  static const Languages& built_in();
  // `over`: code -> what a workspace says otherwise.
  static Languages with(const std::map<std::string, Sayings>& over);

  const std::vector<Words>& all() const { return all_; }
  // The first of these that there is, by its primary tag; else English.
  const Words& pick(std::span<const std::string> wanted) const;
  const Words* find(std::string_view tag) const;  // nullptr: none

 private:
  std::vector<Words> all_;  // English first
};

// The tags of an Accept-Language header, the most wanted first.
std::vector<std::string> accepted_languages(std::string_view header);

// A workspace's pages/xx.yaml: reports unknown keys, and placeholders that the English words do not have or that are
// missing. A language of its own should have all keys: those that it lacks are a warning.
Sayings read_sayings(std::string_view code, const YamlNode& root, Issues& issues);

// The {names} in a text, sorted.
std::vector<std::string> placeholders_of(std::string_view text);

}  // namespace assent::engine
