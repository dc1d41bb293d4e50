#include "rules/text_of.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "rules/times.h"
#include "rules/utf8.h"

namespace assent::rules {

std::string double_text(double d) {
  if (std::isnan(d)) return "NaN";
  if (std::isinf(d)) return d < 0 ? "-Infinity" : "Infinity";
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific);
  std::string_view scientific(buffer, static_cast<std::size_t>(end.ptr - buffer));
  int exponent = 0;
  std::size_t e = scientific.find('e');
  std::from_chars(scientific.data() + e + (scientific[e + 1] == '+' ? 2 : 1), end.ptr, exponent);
  if (exponent < -4 || exponent >= 21) return std::string(scientific);
  end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::fixed);
  return std::string(buffer, end.ptr);
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    switch (c) {
      case '\'':
        out += "\\'";
        break;
      case '\\':
        out += "\\\\";
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
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "'";
}

namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string quoted_bytes(std::string_view bytes) {
  std::string out = "b'";
  for (char c : bytes) {
    auto b = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (b < 0x20 || b >= 0x7F) {
      out += fmt::format("\\x{:02x}", b);
    } else {
      out += c;
    }
  }
  return out + "'";
}

// Bytes as text, each run of invalid ones replaced by one U+FFFD.
std::string lossy_text(std::string_view bytes) {
  std::string out;
  bool broken = false;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = utf8::length_at(bytes, at);
    if (length == 0) {
      if (!broken) utf8::append(out, 0xFFFD);
      broken = true;
      ++at;
      continue;
    }
    broken = false;
    out.append(bytes.substr(at, length));
    at += length;
  }
  return out;
}

using Append = bool (*)(Evaluation&, Value, std::string&);

// The text so far is memory that the budget knows nothing of, so it is looked at here.
bool affordable(Evaluation& e, Value v, const std::string& out) {
  bool has_text = v.kind == Kind::string || v.kind == Kind::bytes;
  if (has_text && out.size() + v.size > limits::expression_memory_bytes) return e.charge(~std::uint64_t{0});
  return e.charge(1 + (has_text ? v.size / 64 : 0));
}

bool append_list(Evaluation& e, Value v, std::string& out, Append append) {
  out += '[';
  std::size_t count = *length(v);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ", ";
    if (!append(e, element(v, i), out)) return false;
  }
  out += ']';
  return true;
}

bool append_map(Evaluation& e, Value v, std::string& out, Append append, bool sorted) {
  std::vector<std::pair<std::string, std::string>> entries;
  bool complete = true;
  each_entry(v, [&](Value key, Value value) {
    auto& entry = entries.emplace_back();
    complete = append(e, key, entry.first) && append(e, value, entry.second);
    return complete;
  });
  if (sorted) std::sort(entries.begin(), entries.end());
  out += '{';
  for (std::size_t i = 0; i < entries.size(); ++i) {
    out += (i == 0 ? "" : ", ") + entries[i].first + ": " + entries[i].second;
  }
  out += '}';
  return complete;
}

bool append_optional(Evaluation& e, Value v, std::string& out, Append append) {
  if (v.items == nullptr) {
    out += "optional.none()";
    return true;
  }
  out += "optional.of(";
  bool complete = append(e, *v.items, out);
  out += ')';
  return complete;
}

}  // namespace

bool plain_text(Evaluation& e, Value v, std::string& out) {
  if (!affordable(e, v, out)) return false;
  switch (v.kind) {
    case Kind::error:
      out += "error";
      return true;
    case Kind::null:
      out += "null";
      return true;
    case Kind::boolean:
      out += v.boolean ? "true" : "false";
      return true;
    case Kind::integer:
      out += std::to_string(v.integer);
      return true;
    case Kind::uinteger:
      out += std::to_string(v.uinteger);
      return true;
    case Kind::real:
      out += double_text(v.real);
      return true;
    case Kind::string:
    case Kind::type:
      out += v.text();
      return true;
    case Kind::bytes:
      out += lossy_text(v.text());
      return true;
    case Kind::timestamp:
      out += timestamp_text(v);
      return true;
    case Kind::duration:
      out += duration_text(v);
      return true;
    case Kind::list:
      return append_list(e, v, out, plain_text);
    case Kind::map:
      return append_map(e, v, out, plain_text, true);
    case Kind::optional:
      return append_optional(e, v, out, plain_text);
  }
  return true;
}

bool literal_text(Evaluation& e, Value v, std::string& out) {
  if (!affordable(e, v, out)) return false;
  switch (v.kind) {
    case Kind::uinteger:
      out += std::to_string(v.uinteger) + "u";
      return true;
    case Kind::real: {
      std::string text = double_text(v.real);
      bool whole = text.find_first_not_of("-0123456789") == std::string::npos;
      out += whole ? text + ".0" : text;
      return true;
    }
    case Kind::string:
      out += quoted(v.text());
      return true;
    case Kind::bytes:
      out += quoted_bytes(v.text());
      return true;
    case Kind::timestamp:
      out += "timestamp('" + timestamp_text(v) + "')";
      return true;
    case Kind::duration:
      out += "duration('" + duration_text(v) + "')";
      return true;
    case Kind::list:
      return append_list(e, v, out, literal_text);
    case Kind::map:
      if (v.form() == Form::contact) {
        out += "contact";
        return true;
      }
      return append_map(e, v, out, literal_text, false);
    case Kind::optional:
      return append_optional(e, v, out, literal_text);
    case Kind::error:
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::type:
      return plain_text(e, v, out);
  }
  return true;
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      word = (word << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    std::size_t used = std::min<std::size_t>(bytes.size() - at, 3) + 1;
    for (std::size_t i = 0; i < 4; ++i) out += i < used ? kBase64[(word >> (18 - 6 * i)) & 63] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  bool padded = text.size() % 4 == 0;
  for (int i = 0; padded && i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  std::uint32_t word = 0;
  int bits = 0;
  for (char c : text) {
    std::size_t digit = kBase64.find(c);
    if (c == '\0' || digit == std::string_view::npos) return std::nullopt;
    word = (word << 6) | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((word >> bits) & 0xFF);
  }
  return out;
}

namespace {

std::optional<json::value> json_list(Evaluation& e, Value v, std::string* why) {
  json::array out;
  std::size_t count = *length(v);
  for (std::size_t i = 0; i < count; ++i) {
    auto item = json_of(e, element(v, i), why);
    if (!item) return std::nullopt;
    out.push_back(std::move(*item));
  }
  return out;
}

std::optional<json::value> json_map(Evaluation& e, Value v, std::string* why) {
  if (v.form() == Form::contact) {
    *why = "the contact's attributes can be looked up, not listed";
    return std::nullopt;
  }
  json::object out;
  bool good = true;
  each_entry(v, [&](Value key, Value value) {
    if (key.kind != Kind::string) {
      *why = "a map with keys that are not text has no JSON form";
      good = false;
      return false;
    }
    auto item = json_of(e, value, why);
    good = item.has_value();
    if (good) out[key.text()] = std::move(*item);
    return good;
  });
  if (!good) return std::nullopt;
  return out;
}

}  // namespace

std::optional<json::value> json_of(Evaluation& e, Value v, std::string* why) {
  if (!e.charge(1) || !e.charge_bytes(v.kind == Kind::string || v.kind == Kind::bytes ? v.size : 0)) {
    *why = "it takes too long: more steps than an expression may take";
    return std::nullopt;
  }
  switch (v.kind) {
    case Kind::null:
      return json::value(nullptr);
    case Kind::boolean:
      return json::value(v.boolean);
    case Kind::integer:
      return json::value(v.integer);
    case Kind::uinteger:
      return json::value(v.uinteger);
    case Kind::real:
      return std::isfinite(v.real) ? json::value(v.real) : json::value(double_text(v.real));
    case Kind::string:
      return json::value(v.text());
    case Kind::bytes:
      return json::value(base64(v.text()));
    case Kind::timestamp:
      return json::value(timestamp_text(v));
    case Kind::duration:
      return json::value(duration_text(v));
    case Kind::list:
      return json_list(e, v, why);
    case Kind::map:
      return json_map(e, v, why);
    case Kind::optional:
      if (v.items != nullptr) return json_of(e, *v.items, why);
      return json::value(nullptr);
    case Kind::type:
      *why = "a type has no JSON form";
      return std::nullopt;
    case Kind::error:
      *why = describe(*v.failure);
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace assent::rules
