#include "channels/partials.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/utf8.h"

namespace assent::channels {

std::string PartialLibrary::file_of(std::string_view name) {
  return fmt::format("templates/partials/{}.liquid", name);
}

Issue PartialLibrary::issue_of(const liquid::Mistake& mistake, std::string_view text, std::string file) {
  std::size_t offset = std::min(mistake.offset, text.size());
  liquid::LineColumn at = liquid::line_column(text, offset);
  std::string_view underlined = text.substr(offset, mistake.length);
  underlined = underlined.substr(0, underlined.find('\n'));
  Issue issue;
  issue.file = std::move(file);
  issue.line = static_cast<std::uint32_t>(at.line);
  issue.column = static_cast<std::uint32_t>(at.column);
  issue.width = static_cast<std::uint32_t>(std::max<std::size_t>(rules::utf8::count(underlined), 1));
  issue.message = mistake.message;
  issue.expected = mistake.expected;
  issue.suggestion = mistake.suggestion;
  return issue;
}

std::vector<Issue> PartialLibrary::add(const std::string& name, std::string text) {
  liquid::Parsed parsed = liquid::parse(text);
  std::vector<Issue> issues;
  for (const liquid::Mistake& m : parsed.mistakes) issues.push_back(issue_of(m, text, file_of(name)));
  all_.insert_or_assign(name, One{std::move(text), std::move(parsed.program)});
  return issues;
}

const liquid::Program* PartialLibrary::partial(std::string_view name, std::string& why) const {
  auto found = all_.find(name);
  if (found == all_.end()) return nullptr;
  if (!found->second.program) why = fmt::format("{} has mistakes", file_of(name));
  return found->second.program.get();
}

std::vector<std::string> PartialLibrary::names() const {
  std::vector<std::string> names;
  for (const auto& [name, one] : all_) names.push_back(name);
  return names;
}

const std::string* PartialLibrary::text(std::string_view name) const {
  auto found = all_.find(name);
  return found == all_.end() ? nullptr : &found->second.text;
}

}  // namespace assent::channels
