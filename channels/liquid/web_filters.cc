// Filters for HTML, URLs and base64.
//
// In an HTML part everything is escaped where it is written, so `escape` only sees to it that nothing undoes
// that; `html` says that a text is HTML already.
#include <array>
#include <string>

#include "base/hex.h"
#include "channels/liquid/characters.h"
#include "channels/liquid/filters.h"
#include "channels/liquid/print.h"
#include "rules/utf8.h"

namespace assent::channels::liquid {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string escaped_text(std::string_view s) {
  std::string out;
  append_escaped(s, out);
  return out;
}

Value escape(Call& c) {
  if (c.input.is_nil()) return c.input;
  if (!c.e.html()) return c.made(c.e.copied(escaped_text(c.text())));
  Value v = c.made(c.text());
  v.flags |= Value::escaped;
  return v;
}

// How long the entity is that begins here with &: letters or a number, and a semicolon.
std::size_t entity_length(std::string_view s, std::size_t at) {
  std::size_t i = at + 1;
  bool number = i < s.size() && s[i] == '#';
  if (number) ++i;
  std::size_t from = i;
  while (i < s.size() && (number ? is_digit(s[i]) : is_letter(s[i]))) ++i;
  return i > from && i < s.size() && s[i] == ';' ? i + 1 - at : 0;
}

Value escape_once(Call& c) {
  std::string_view s = c.text();
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t entity = s[i] == '&' ? entity_length(s, i) : 0;
    if (entity > 0) {
      out.append(s, i, entity);
    } else {
      append_escaped(s.substr(i, 1), out);
    }
    i += entity > 0 ? entity : 1;
  }
  return Value::of(c.e.copied(out),
                   (c.input.flags & Value::travelling) | (c.e.html() ? Value::markup : std::uint8_t{0}));
}

// HTML already, unless `escape` was asked for before.
Value html(Call& c) {
  std::string_view s = c.text();
  bool escape_first = c.e.html() && c.input.has(Value::escaped) && !c.input.has(Value::markup);
  if (escape_first) s = c.e.copied(escaped_text(s));
  return Value::of(s, (c.input.flags & Value::travelling) | Value::markup);
}

Value newline_to_br(Call& c) {
  std::string_view s = c.text();
  std::string out;
  if (c.e.html() && !c.input.has(Value::markup)) s = c.e.copied(escaped_text(s));
  for (std::size_t i = 0; i < s.size(); ++i) {
    bool pair = s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n';
    if (pair) continue;
    if (s[i] == '\n') out += "<br />";
    out += s[i];
  }
  return Value::of(c.e.copied(out),
                   (c.input.flags & Value::travelling) | (c.e.html() ? Value::markup : std::uint8_t{0}));
}

// Takes away what lies between `open` and the next `close`, both included; what is never closed stays.
// A close is looked for once: where there is none for this opening, there is none for a later one.
struct Cut {
  std::string_view open, close;
  bool hopeless = false;
};
std::string without(std::string_view s, std::span<Cut> cuts) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t end = npos;
    for (Cut& cut : cuts) {
      if (s[i] != '<' || cut.hopeless || !s.substr(i).starts_with(cut.open)) continue;
      std::size_t close = s.find(cut.close, i + cut.open.size());
      cut.hopeless = close == npos;
      if (close == npos) continue;
      end = close + cut.close.size();
      break;
    }
    if (end == npos) {
      out += s[i++];
    } else {
      i = end;
    }
  }
  return out;
}

Value strip_html(Call& c) {
  std::string_view s = c.text();
  if (s.find('<') == npos) return c.made(s);
  std::array blocks{Cut{"<script", "</script>"}, Cut{"<!--", "-->"}, Cut{"<style", "</style>"}};
  std::array tags{Cut{"<", ">"}};
  return c.made(c.e.copied(without(without(s, blocks), tags)));
}

bool url_safe(char ch) {
  return is_word(ch) || ch == '.' || ch == '-' || ch == '~';
}

Value url_encode(Call& c) {
  if (c.input.is_nil()) return c.input;
  std::string out;
  for (char ch : c.text()) {
    auto byte = static_cast<unsigned char>(ch);
    constexpr char digits[] = "0123456789ABCDEF";
    if (ch == ' ') {
      out += '+';
    } else if (url_safe(ch)) {
      out += ch;
    } else {
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return c.made(c.e.copied(out));
}

int hex_digit(char ch) {
  if (is_digit(ch)) return ch - '0';
  ch = lower(ch);
  return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

Value url_decode(Call& c) {
  if (c.input.is_nil()) return c.input;
  std::string_view s = c.text();
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    bool coded = s[i] == '%' && i + 2 < s.size() && hex_digit(s[i + 1]) >= 0 && hex_digit(s[i + 2]) >= 0;
    if (coded) {
      out += static_cast<char>(hex_digit(s[i + 1]) * 16 + hex_digit(s[i + 2]));
      i += 2;
    } else {
      out += s[i] == '+' ? ' ' : s[i];
    }
  }
  if (!rules::utf8::valid(out)) return c.fail("url_decode: what comes out is no text");
  return c.made_plain(c.e.copied(out));
}

std::string to_url_alphabet(std::string s) {
  for (char& ch : s) {
    if (ch == '+') ch = '-';
    if (ch == '/') ch = '_';
  }
  return s;
}

Value decoded(Call& c, std::string_view filter, bool url) {
  std::string s(c.text());
  if (url) {
    for (char& ch : s) {
      if (ch == '-')
        ch = '+';
      else if (ch == '_')
        ch = '/';
    }
    if (s.find('=') == std::string::npos) s.append((4 - s.size() % 4) % 4, '=');
  }
  auto bytes = from_base64(s);
  if (!bytes) return c.fail(std::string(filter) + ": this is no base64");
  if (!rules::utf8::valid(*bytes)) return c.fail(std::string(filter) + ": what comes out is no text");
  return c.made_plain(c.e.copied(*bytes));
}

constexpr std::array kFilters{
    FilterSpec{"base64_decode", 0, 0, [](Call& c) { return decoded(c, "base64_decode", false); }},
    FilterSpec{"base64_encode", 0, 0, [](Call& c) { return c.made_plain(c.e.copied(to_base64(c.text()))); }},
    FilterSpec{"base64_url_safe_decode", 0, 0,
               [](Call& c) { return decoded(c, "base64_url_safe_decode", true); }},
    FilterSpec{"base64_url_safe_encode", 0, 0,
               [](Call& c) { return c.made_plain(c.e.copied(to_url_alphabet(to_base64(c.text())))); }},
    FilterSpec{"escape", 0, 0, escape},
    FilterSpec{"escape_once", 0, 0, escape_once},
    FilterSpec{"h", 0, 0, escape},
    FilterSpec{"html", 0, 0, html},
    FilterSpec{"newline_to_br", 0, 0, newline_to_br},
    FilterSpec{"strip_html", 0, 0, strip_html},
    FilterSpec{"url_decode", 0, 0, url_decode},
    FilterSpec{"url_encode", 0, 0, url_encode},
};

}  // namespace

std::span<const FilterSpec> web_filters() {
  return kFilters;
}

}  // namespace assent::channels::liquid
