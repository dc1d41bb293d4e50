// From text to segments. Each output is read to its end even where it is wrong, so that one mistake hides no
// other.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "channels/template_text.h"

namespace assent::channels {
namespace {

constexpr std::string_view kRootNames = "one of: contact, event, run, links";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::optional<Root> root_named(std::string_view name) {
  if (name == "contact") return Root::contact;
  if (name == "event") return Root::event;
  if (name == "run") return Root::run;
  if (name == "links") return Root::links;
  return std::nullopt;
}

std::optional<Filter> filter_named(std::string_view name) {
  if (name == "default") return Filter::fallback;
  if (name == "escape") return Filter::escape;
  if (name == "strip") return Filter::strip;
  return std::nullopt;
}

// Reads what stands between "{{" and "}}". A reading that went wrong leaves its mistake behind and gives
// nullopt or false.
class OutputReader {
 public:
  // `text` ends before the "}}", so that offsets are those of the whole text; `start` is behind the "{{".
  OutputReader(std::string_view text, std::size_t start, std::vector<TemplateMistake>& mistakes)
      : text_(text), at_(start), mistakes_(mistakes) {}
  std::optional<Output> read();

 private:
  bool read_path(Output& output);
  bool read_bracket(Output& output);
  bool read_filter(Output& output);
  std::optional<std::string> read_literal();
  bool check_names(const Output& output, std::size_t from);

  std::nullopt_t wrong(std::size_t from, std::size_t length, std::string message, std::string expected = {},
                       std::string suggestion = {}) {
    mistakes_.push_back({from, std::max<std::size_t>(length, 1), std::move(message), std::move(expected),
                         std::move(suggestion)});
    return std::nullopt;
  }
  bool fails(std::size_t from, std::size_t length, std::string message, std::string expected = {},
             std::string suggestion = {}) {
    wrong(from, length, std::move(message), std::move(expected), std::move(suggestion));
    return false;
  }

  std::string_view rest() const { return text_.substr(at_); }
  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view token) {
    skip_spaces();
    if (!rest().starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  std::string_view word() {
    std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  std::string_view text_;
  std::size_t at_;
  std::vector<TemplateMistake>& mistakes_;
};

std::optional<Output> OutputReader::read() {
  Output output;
  skip_spaces();
  std::size_t from = at_;
  if (!read_path(output)) return std::nullopt;
  output.written = text_.substr(from, at_ - from);
  if (!check_names(output, from)) return std::nullopt;
  while (take("|")) {
    if (!read_filter(output)) return std::nullopt;
  }
  if (at_ < text_.size()) {
    std::size_t here = at_;
    std::size_t length = std::max<std::size_t>(word().size(), 1);
    return wrong(here, length, fmt::format("unexpected \"{}\"", text_.substr(here, length)),
                 "| and a filter, or }}");
  }
  bool may_be_absent = output.root == Root::contact || output.root == Root::event;
  if (may_be_absent && !output.has_default()) {
    return wrong(from, output.written.size(),
                 fmt::format("{} may be absent and has no default", output.written), "a default for it",
                 fmt::format("{} | default: '...'", output.written));
  }
  return output;
}

bool OutputReader::read_path(Output& output) {
  std::size_t from = at_;
  std::string_view name = word();
  if (name.empty()) return fails(from, 1, "what to insert is missing", "a name such as contact.first_name");
  auto root = root_named(name);
  if (!root) {
    static const std::vector<std::string> known{"contact", "event", "run", "links"};
    std::string suggestion = nearest(name, known);
    return fails(from, name.size(), fmt::format("unknown name \"{}\"", name), std::string(kRootNames),
                 std::move(suggestion));
  }
  output.root = *root;
  while (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == '[')) {
    if (text_[at_] == '[') {
      if (!read_bracket(output)) return false;
      continue;
    }
    std::size_t dot = at_++;
    std::string_view member = word();
    if (member.empty()) return fails(dot, 1, "a name is missing after the dot", "a name such as first_name");
    output.path.emplace_back(std::string(member));
  }
  if (output.path.empty() || std::holds_alternative<std::size_t>(output.path.front())) {
    return fails(from, name.size(), fmt::format("\"{}\" says not which of its values", name),
                 fmt::format("{0}.name or {0}['a name']", name));
  }
  return true;
}

bool OutputReader::read_bracket(Output& output) {
  std::size_t from = at_++;
  skip_spaces();
  if (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
    std::size_t place = 0;
    std::string_view digits = word();
    auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), place);
    if (ec != std::errc{} || end != digits.data() + digits.size()) {
      return fails(from, digits.size() + 1, fmt::format("\"{}\" is not a place in a list", digits));
    }
    output.path.emplace_back(place);
  } else if (auto literal = read_literal()) {
    output.path.emplace_back(std::move(*literal));
  } else {
    return false;
  }
  return take("]") || fails(from, 1, "this [ is never closed", "]");
}

std::optional<std::string> OutputReader::read_literal() {
  skip_spaces();
  std::size_t from = at_;
  char quote = at_ < text_.size() ? text_[at_] : ' ';
  if (quote == '\'' || quote == '"') {
    std::size_t close = text_.find(quote, at_ + 1);
    if (close == std::string_view::npos)
      return wrong(from, 1, "this text is never closed", std::string(1, quote));
    at_ = close + 1;
    return std::string(text_.substr(from + 1, close - from - 1));
  }
  std::string_view number = word();
  bool digits = !number.empty() && std::all_of(number.begin(), number.end(),
                                               [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  if (digits) return std::string(number);
  return wrong(from, number.size(), "a text in quotes is missing", "a text such as 'there'");
}

bool OutputReader::read_filter(Output& output) {
  skip_spaces();
  std::size_t from = at_;
  std::string_view name = word();
  auto filter = filter_named(name);
  if (!filter) {
    static const std::vector<std::string> known{"default", "escape", "strip"};
    return fails(from, name.size(), fmt::format("unknown filter \"{}\"", name), "one of: " + join(known),
                 nearest(name, known));
  }
  FilterCall call{*filter, {}};
  bool has_argument = take(":");
  if (has_argument != (*filter == Filter::fallback)) {
    return fails(from, name.size(),
                 has_argument ? fmt::format("{} takes no argument", name) : "this default says not what",
                 has_argument ? "" : "default: 'a text'");
  }
  if (has_argument) {
    auto literal = read_literal();
    if (!literal) return false;
    call.argument = std::move(*literal);
  }
  output.filters.push_back(std::move(call));
  return true;
}

bool OutputReader::check_names(const Output& output, std::size_t from) {
  const std::string& name = std::get<std::string>(output.path.front());
  std::string only;
  std::string others;
  switch (output.root) {
    case Root::contact:
    case Root::event:
      return true;
    case Root::run:
      only = "journey";
      break;
    case Root::links:
      only = "unsubscribe";
      others = "preferences";
      break;
  }
  if ((name == only || (!others.empty() && name == others)) && output.path.size() == 1) return true;
  std::string root = output.root == Root::run ? "run" : "links";
  return fails(from, output.written.size(), fmt::format("unknown name \"{}\"", output.written),
               root + "." + only + (others.empty() ? "" : " or " + root + "." + others), root + "." + only);
}

}  // namespace

bool Output::has_default() const {
  return std::any_of(filters.begin(), filters.end(),
                     [](const FilterCall& f) { return f.filter == Filter::fallback; });
}

TemplateText::Parsed TemplateText::parse(std::string_view text) {
  constexpr std::size_t none = std::string_view::npos;
  std::vector<Segment> segments;
  Parsed parsed;
  auto wrong = [&](std::size_t from, std::size_t length, std::string message, std::string expected) {
    parsed.mistakes.push_back({from, length, std::move(message), std::move(expected), {}});
  };
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t open = std::min(text.find("{{", at), text.find("{%", at));
    segments.emplace_back(std::string(text.substr(at, open - at)));
    if (open == none) break;
    bool tag = text[open + 1] == '%';
    std::size_t close = text.find(tag ? "%}" : "}}", open + 2);
    at = close == none ? open + 2 : close + 2;
    if (tag) {
      wrong(open, at - open, "tags {% %} are not available in this version", "text and {{ outputs }}");
    } else if (std::size_t next = text.find("{{", open + 2); close == none || next < close) {
      wrong(open, 2, "this {{ is never closed", "}} after the name and its filters");
      at = open + 2;
    } else if (auto output = OutputReader(text.substr(0, close), open + 2, parsed.mistakes).read()) {
      segments.emplace_back(std::move(*output));
    }
  }
  if (parsed.mistakes.empty()) parsed.text = std::make_shared<const TemplateText>(std::move(segments));
  return parsed;
}

}  // namespace assent::channels
