#include "channels/liquid/print.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

void inspect_string(std::string_view s, std::string& out) {
  out += '"';
  for (std::size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    switch (c) {
      case '"':
      case '\\':
        out += '\\';
        out += c;
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
      case '\f':
        out += "\\f";
        break;
      case '\v':
        out += "\\v";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\a':
        out += "\\a";
        break;
      case 0x1b:
        out += "\\e";
        break;
      case '#':
        if (i + 1 < s.size() && (s[i + 1] == '{' || s[i + 1] == '$' || s[i + 1] == '@')) out += '\\';
        out += c;
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void inspect_pair(std::string_view key, const Value& v, bool first, std::string& out) {
  if (!first) out += ", ";
  inspect_string(key, out);
  out += "=>";
  inspect(v, out);
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

void print_integer(std::int64_t i, std::string& out) {
  char buffer[24];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, i).ptr;
  out.append(buffer, static_cast<std::size_t>(end - buffer));
}

// Ruby: the shortest digits that read back the same, with a point between 1e-4 and 1e16, else with an exponent.
void print_decimal(double d, std::string& out) {
  if (std::isnan(d)) {
    out += "NaN";
    return;
  }
  if (std::isinf(d)) {
    out += d < 0 ? "-Infinity" : "Infinity";
    return;
  }
  char buffer[40];
  bool plain = d == 0 || (std::abs(d) >= 1e-4 && std::abs(d) < 1e16);
  auto end = std::to_chars(buffer, buffer + sizeof buffer, d,
                           plain ? std::chars_format::fixed : std::chars_format::scientific)
                 .ptr;
  std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
  if (plain) {
    out += digits;
    if (digits.find('.') == std::string_view::npos) out += ".0";
    return;
  }
  std::size_t e = digits.find('e');
  out += digits.substr(0, e);
  if (digits.substr(0, e).find('.') == std::string_view::npos) out += ".0";
  out += digits.substr(e);
}

void print(const Value& v, std::string& out) {
  switch (v.kind) {
    case Kind::nil:
    case Kind::blank:
    case Kind::empty:
      return;
    case Kind::boolean:
      out += v.boolean ? "true" : "false";
      return;
    case Kind::integer:
      print_integer(v.integer, out);
      return;
    case Kind::decimal:
      print_decimal(v.decimal, out);
      return;
    case Kind::string:
      out += v.string();
      return;
    case Kind::array:
    case Kind::list:
    case Kind::object:
      inspect(v, out);
      return;
    case Kind::range:
      print_integer(v.range->first, out);
      out += "..";
      print_integer(v.range->last, out);
      return;
    case Kind::loop:
      out += "Liquid::ForloopDrop";
      return;
    case Kind::table_loop:
      out += "Liquid::TablerowloopDrop";
      return;
    case Kind::members:
      return;
  }
}

void inspect(const Value& v, std::string& out) {
  switch (v.kind) {
    case Kind::nil:
      out += "nil";
      return;
    case Kind::string:
      inspect_string(v.string(), out);
      return;
    case Kind::array: {
      out += '[';
      bool first = true;
      for (const json::value& item : *v.array) {
        if (!first) out += ", ";
        first = false;
        inspect(Value::of(item), out);
      }
      out += ']';
      return;
    }
    case Kind::list:
      out += '[';
      for (std::size_t i = 0; i < v.list->size; ++i) {
        if (i > 0) out += ", ";
        inspect(v.list->items[i], out);
      }
      out += ']';
      return;
    case Kind::object: {
      out += '{';
      bool first = true;
      for (const auto& m : *v.object) {
        inspect_pair(m.key(), Value::of(m.value()), first, out);
        first = false;
      }
      out += '}';
      return;
    }
    case Kind::boolean:
    case Kind::integer:
    case Kind::decimal:
    case Kind::members:
    case Kind::range:
    case Kind::loop:
    case Kind::table_loop:
    case Kind::blank:
    case Kind::empty:
      print(v, out);
  }
}

bool needs_escaping(std::string_view text) {
  return text.find_first_of("&<>\"'") != std::string_view::npos;
}

void append_escaped(std::string_view text, std::string& out) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string_view e = entity(text[i]);
    if (e.empty()) continue;
    out.append(text, from, i - from);
    out += e;
    from = i + 1;
  }
  out.append(text, from);
}

}  // namespace assent::channels::liquid
