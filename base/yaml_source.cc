#include "base/yaml_source.h"

#include <algorithm>

namespace assent {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The length of the UTF-8 sequence at the front, 0 if it is none (overlong forms and surrogates are none).
std::size_t sequence_length(std::string_view s) {
  auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  auto more = [&](std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
      if ((byte(i) & 0xc0) != 0x80) return false;
    }
    return true;
  };
  unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf && more(1)) return 2;
  if (lead >= 0xe0 && lead <= 0xef && more(2)) {
    bool overlong = lead == 0xe0 && byte(1) < 0xa0;
    bool surrogate = lead == 0xed && byte(1) > 0x9f;
    return overlong || surrogate ? 0 : 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4 && more(3)) {
    bool overlong = lead == 0xf0 && byte(1) < 0x90;
    bool beyond = lead == 0xf4 && byte(1) > 0x8f;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

// One character of a scalar as written: how many bytes it takes in the file, and how many it became.
struct Unit {
  std::size_t written = 1;
  std::size_t decoded = 1;
  bool space = false;  // line folding and indentation rewrite spaces, so these are not counted
};

std::size_t utf8_size(std::uint32_t code_point) {
  if (code_point < 0x80) return 1;
  if (code_point < 0x800) return 2;
  return code_point < 0x10000 ? 3 : 4;
}

std::uint32_t hex_value(std::string_view digits) {
  std::uint32_t value = 0;
  for (char c : digits) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    value = value * 16 + digit;
  }
  return value;
}

Unit code_point_escape(std::string_view s, std::size_t digits) {
  std::uint32_t value = hex_value(s.substr(2, digits));
  return {2 + digits, utf8_size(value), value == ' ' || value == '\t' || value == '\n' || value == '\r'};
}

Unit escape(std::string_view s) {  // s begins with a backslash
  char kind = s.size() > 1 ? s[1] : '\0';
  switch (kind) {
    case 'n':
    case 't':
    case 'r':
    case ' ':
    case '\t':
    case '\n':
    case '\r':
      return {2, 1, true};
    case 'x':
      return code_point_escape(s, 2);
    case 'u':
      return code_point_escape(s, 4);
    case 'U':
      return code_point_escape(s, 8);
    case 'N':
    case '_':
      return {2, 2, false};  // U+0085, U+00A0
    case 'L':
    case 'P':
      return {2, 3, false};  // U+2028, U+2029
    default:
      return {2, 1, false};
  }
}

Unit unit_at(std::string_view s, char style) {
  if (style == '"' && s[0] == '\\') return escape(s);
  if (style == '\'' && s.substr(0, 2) == "''") return {2, 1, false};
  return {1, 1, is_space(s[0])};
}

}  // namespace

YamlSource::YamlSource(std::string_view file) : text_(file) {
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

std::optional<std::size_t> YamlSource::first_bad_byte() const {
  for (std::size_t i = 0; i < text_.size();) {
    char c = text_[i];
    bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    bool lone_return = c == '\r' && (i + 1 >= text_.size() || text_[i + 1] != '\n');
    std::size_t length = sequence_length(text_.substr(i));
    if (control || lone_return || length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

Place YamlSource::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  auto line = static_cast<std::size_t>(after - line_starts_.begin()) - 1;
  return {static_cast<std::uint32_t>(line + 1), code_points(line_starts_[line], offset) + 1};
}

std::size_t YamlSource::offset(std::uint32_t line, std::uint32_t column) const {
  if (line == 0 || line > line_starts_.size()) return text_.size();
  std::size_t at = line_starts_[line - 1];
  for (std::uint32_t n = 1; n < column && at < text_.size() && text_[at] != '\n'; ++n) {
    ++at;
    while (at < text_.size() && is_continuation(text_[at])) ++at;
  }
  return at;
}

std::size_t YamlSource::offset_of_mark(int line, int column) const {
  auto index = static_cast<std::size_t>(std::max(line, 0));
  if (index >= line_starts_.size()) return text_.size();
  return std::min(line_starts_[index] + static_cast<std::size_t>(std::max(column, 0)), text_.size());
}

std::size_t YamlSource::empty_item_before(std::size_t offset) const {
  std::size_t line = place(offset).line;
  for (std::size_t n = line; n > 0; --n) {
    std::size_t start = line_starts_[n - 1];
    std::size_t end = n == line ? std::min(offset, text_.size()) : end_of_line(start);
    std::string_view content = text_.substr(start, end - start);
    content = content.substr(0, std::min(content.find(" #"), content.size()));
    auto last = content.find_last_not_of(" \t\r");
    if (last == std::string_view::npos || content[content.find_first_not_of(" \t")] == '#') continue;
    return content[last] == '-' ? start + last : offset;
  }
  return offset;
}

std::size_t YamlSource::end_of_line(std::size_t offset) const {
  std::size_t end = std::min(text_.find('\n', offset), text_.size());
  if (end > offset && text_[end - 1] == '\r') --end;
  return end;
}

std::uint32_t YamlSource::code_points(std::size_t from, std::size_t to) const {
  return static_cast<std::uint32_t>(std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(from),
                                                  text_.begin() + static_cast<std::ptrdiff_t>(to),
                                                  [](char c) { return !is_continuation(c); }));
}

ScalarExtent YamlSource::scalar_extent(std::size_t start, std::string_view decoded) const {
  if (start >= text_.size()) return {};
  std::size_t line_end = end_of_line(start);
  while (line_end > start + 1 && is_space(text_[line_end - 1])) --line_end;
  char style = text_[start];
  if (style == '"' || style == '\'') {
    std::size_t at = start + 1;
    while (at < text_.size()) {
      Unit unit = unit_at(text_.substr(at), style);
      if (text_[at] == style && unit.written == 1) {
        return {code_points(start, std::max(std::min(at + 1, line_end), start + 1)), true};
      }
      at += unit.written;
    }
    return {code_points(start, line_end), false};
  }
  if (style == '|' || style == '>') {
    std::size_t end = start;
    while (end < line_end && !is_space(text_[end])) ++end;
    return {code_points(start, end), true};
  }
  bool one_line = text_.substr(start, decoded.size()) == decoded && !decoded.empty();
  return {code_points(start, one_line ? start + decoded.size() : line_end), true};
}

std::size_t YamlSource::written_at(std::size_t start, std::string_view decoded, std::size_t index) const {
  index = std::min(index, decoded.size());
  std::size_t before = 0;  // decoded bytes before `index` that are no spaces
  std::size_t spaces = 0;  // the run of spaces just before `index`
  for (std::size_t i = 0; i < index; ++i) {
    if (is_space(decoded[i])) {
      ++spaces;
    } else {
      ++before;
      spaces = 0;
    }
  }
  bool wants_text = index < decoded.size() && !is_space(decoded[index]);
  if (start >= text_.size()) return text_.size();
  char style = text_[start];
  std::size_t at = start;
  if (style == '"' || style == '\'')
    at = start + 1;
  else if (style == '|' || style == '>')
    at = std::min(end_of_line(start) + 1, text_.size());
  std::size_t after_text = at;
  while (at < text_.size()) {
    Unit unit = unit_at(text_.substr(at), style);
    if (!unit.space) {
      if (before < unit.decoded && wants_text) return at;
      if (before == 0) break;
      before -= std::min(before, unit.decoded);
    }
    at = std::min(at + unit.written, text_.size());
    if (!unit.space) after_text = at;
    if (before == 0 && !wants_text) break;
  }
  return std::min(after_text + spaces, std::max(end_of_line(after_text), after_text));
}

}  // namespace assent
