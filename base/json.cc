#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/limits.h"

namespace assent {
namespace {

void append_string(std::string& out, std::string_view s) {
  out.push_back('"');
  for (char c : s) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

// ECMAScript's Number::toString, which RFC 8785 section 3.2.2.3 requires.
void append_double(std::string& out, double d) {
  if (!std::isfinite(d)) {  // JSON has none; RFC 8785 makes it an error, the parser never yields it
    out += "null";
    return;
  }
  if (d == 0) {
    out += "0";
    return;
  }
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, std::abs(d), std::chars_format::scientific).ptr;
  std::string_view text(digits, static_cast<std::size_t>(end - digits));
  auto e = text.find('e');
  int exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  std::string mantissa(text.substr(0, e));
  mantissa.erase(std::remove(mantissa.begin(), mantissa.end(), '.'), mantissa.end());
  const int n = exponent + 1;
  const int k = static_cast<int>(mantissa.size());
  if (d < 0) out.push_back('-');
  if (k <= n && n <= 21) {
    out += mantissa + std::string(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out +=
        mantissa.substr(0, static_cast<std::size_t>(n)) + "." + mantissa.substr(static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0." + std::string(static_cast<std::size_t>(-n), '0') + mantissa;
  } else {
    out += mantissa.substr(0, 1);
    if (k > 1) out += "." + mantissa.substr(1);
    out += fmt::format("e{}{}", n - 1 < 0 ? "-" : "+", std::abs(n - 1));
  }
}

// UTF-8 sorts by code point; RFC 8785 sorts by UTF-16 code unit, where U+E000..U+FFFF come after surrogates.
std::u16string utf16(std::string_view s) {
  std::u16string out;
  for (std::size_t i = 0; i < s.size();) {
    auto lead = static_cast<unsigned char>(s[i]);
    int extra = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    char32_t cp = extra == 0 ? lead : lead & (0x3f >> extra);
    for (int k = 1; k <= extra && i + static_cast<std::size_t>(k) < s.size(); ++k) {
      cp = (cp << 6) | (static_cast<unsigned char>(s[i + static_cast<std::size_t>(k)]) & 0x3f);
    }
    i += static_cast<std::size_t>(extra) + 1;
    if (cp >= 0x10000) {
      cp -= 0x10000;
      out.push_back(static_cast<char16_t>(0xd800 + (cp >> 10)));
      out.push_back(static_cast<char16_t>(0xdc00 + (cp & 0x3ff)));
    } else {
      out.push_back(static_cast<char16_t>(cp));
    }
  }
  return out;
}

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool utf16_less(std::string_view a, std::string_view b) {
  if (is_ascii(a) && is_ascii(b)) return a < b;
  return utf16(a) < utf16(b);
}

void append(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      out += "null";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      out += std::to_string(value.get_int64());
      break;
    case json::kind::uint64:
      out += std::to_string(value.get_uint64());
      break;
    case json::kind::double_:
      append_double(out, value.get_double());
      break;
    case json::kind::string:
      append_string(out, value.get_string());
      break;
    case json::kind::array: {
      char separator = '[';
      for (const auto& item : value.get_array()) {
        out.push_back(separator);
        append(out, item);
        separator = ',';
      }
      if (value.get_array().empty()) out.push_back('[');
      out.push_back(']');
      break;
    }
    case json::kind::object: {
      std::vector<const json::key_value_pair*> members;
      for (const auto& member : value.get_object()) members.push_back(&member);
      std::sort(members.begin(), members.end(),
                [](auto* a, auto* b) { return utf16_less(a->key(), b->key()); });
      out.push_back('{');
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out.push_back(',');
        append_string(out, members[i]->key());
        out.push_back(':');
        append(out, members[i]->value());
      }
      out.push_back('}');
      break;
    }
  }
}

}  // namespace

std::string canonical_json(const json::value& value) {
  std::string out;
  append(out, value);
  return out;
}

Result<json::value> parse_json(std::string_view text) {
  json::stream_parser parser({}, {.max_depth = limits::json_depth});
  json::error_code ec;
  std::size_t read = parser.write_some(text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (!ec) parser.finish(ec);
  if (ec) return fail(Errc::malformed, fmt::format("not JSON: {} at byte {}", ec.message(), read));
  return parser.release();
}

const json::string* string_member(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  return member ? member->if_string() : nullptr;
}

}  // namespace assent
