#include "engine/wording/wording.h"

#include <cstdlib>

#include "base/yaml.h"

namespace assent::engine {
namespace {

void collect(const YamlNode& node, const std::string& path, Issues& issues,
             std::map<std::string, std::string, std::less<>>& into) {
  if (node.kind == YamlNode::Kind::scalar) {
    into[path] = node.text;
    return;
  }
  if (node.kind != YamlNode::Kind::map) return issues.error(node, "expected a text or a map of texts");
  for (const auto& [key, value] : node.members)
    collect(value, path.empty() ? key.text : path + "." + key.text, issues, into);
}

}  // namespace

std::string Wording::say(std::string_view key, const Said& values) const {
  auto found = texts_.find(key);
  if (found == texts_.end()) return std::string(key);
  std::string out;
  std::string_view rest = found->second;
  while (!rest.empty()) {
    auto open = rest.find('{');
    auto close = open == std::string_view::npos ? open : rest.find('}', open);
    out += rest.substr(0, close == std::string_view::npos ? rest.size() : open);
    if (close == std::string_view::npos) break;
    std::string_view name = rest.substr(open + 1, close - open - 1);
    for (const auto& [known, value] : values) {
      if (known == name) out += value;
    }
    rest.remove_prefix(close + 1);
  }
  return out;
}

Result<Wordings> Wordings::parse(const std::map<std::string, std::string>& files) {
  Wordings out;
  for (const auto& [language, text] : files) {
    Issues issues("wording/" + language + ".yaml", text);
    auto root = parse_yaml(text, issues);
    Wording& one = out.all_[language];
    one.language_ = language;
    if (root) collect(*root, "", issues, one.texts_);
    if (issues.any_error()) {
      return fail(Errc::corrupt, issues.file() + ": " + issues.all().front().message);
    }
  }
  if (!out.all_.contains("en")) return fail(Errc::corrupt, "there is no English wording");
  return out;
}

const Wordings& Wordings::built_in() {
  static const Wordings all = [] {
    auto parsed = parse(wording_files());
    if (!parsed) std::abort();  // a test reads every file; a program with a broken one is never released
    return std::move(parsed).value();
  }();
  return all;
}

const Wording& Wordings::in(std::string_view language) const {
  auto found = all_.find(language.substr(0, language.find('-')));
  return found == all_.end() ? all_.find("en")->second : found->second;
}

}  // namespace assent::engine
