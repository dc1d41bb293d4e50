#include "base/written_address.h"

#include <algorithm>

#include "base/limits.h"
#include "base/phone_countries.h"

namespace assent {
namespace {

constexpr std::size_t kMostMeanings = 32;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

// Look-alikes and encodings of what addresses are made of: non-breaking and zero-width spaces, full-width @ and +,
// %40 and %2B.
std::string plain(std::string_view text) {
  std::string out(text.substr(0, limits::evidence_bytes));
  for (std::string_view space :
       {"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xEF\xBB\xBF", "\xE2\x80\xAF"})
    replace_all(out, space, " ");
  for (auto [from, to] :
       {std::pair{"\xEF\xBC\xA0", "@"}, {"\xEF\xBC\x8B", "+"}, {"%40", "@"}, {"%2B", "+"}, {"%2b", "+"}})
    replace_all(out, from, to);
  for (char& c : out) {
    if (c == '\t' || c == '\n' || c == '\r') c = ' ';
  }
  return out;
}

// Around each @ what can belong to an address, without the quotes, brackets and dots that people put around it.
void find_emails(const std::string& text, std::vector<WrittenAddress>& out) {
  constexpr std::string_view ends = " <>()[],;:\"'`|";
  PointKind email = *PointKind::parse("email");
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at, end = at;
    while (begin > 0 && ends.find(text[begin - 1]) == std::string_view::npos) --begin;
    while (end < text.size() && ends.find(text[end]) == std::string_view::npos && text[end] != '?') ++end;
    std::string one = text.substr(begin, end - begin);
    while (!one.empty() && (one.back() == '.' || one.back() == '!')) one.pop_back();
    if (auto normal = normal_address(email, one)) out.push_back({email, std::move(*normal)});
  }
}

void add_phone(const std::string& number, std::vector<WrittenAddress>& out) {
  PointKind phone = *PointKind::parse("phone");
  auto normal = normal_address(phone, number);
  if (normal && !countries_of_phone(*normal).empty()) out.push_back({phone, std::move(*normal)});
}

// One run of digits, as an international or a national number. `plus`: it began with one.
void read_phone(const std::string& digits, bool plus, std::string_view home,
                std::vector<WrittenAddress>& out) {
  if (digits.size() < 5 || digits.size() > 17) return;
  if (plus) return add_phone("+" + digits, out);
  if (digits.starts_with("00")) return add_phone("+" + digits.substr(2), out);
  std::string_view code = calling_code(home), trunk = trunk_prefix(home);
  std::string national = digits;
  if (!trunk.empty() && national.starts_with(trunk)) national.erase(0, trunk.size());
  bool with_trunk = national.size() != digits.size();
  if (!with_trunk) add_phone("+" + digits, out);
  if (!code.empty() && (with_trunk || trunk.empty())) add_phone("+" + std::string(code) + national, out);
}

// The digits of each stretch that looks like a number; "(0)" after the country code is not dialled.
void find_phones(std::string text, std::string_view home, std::vector<WrittenAddress>& out) {
  constexpr std::string_view within = " .-()/";
  replace_all(text, "(0)", "");
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool plus = text[at] == '+';
    if (!plus && !digit(text[at])) continue;
    if (at > 0 && text[at - 1] == '@') continue;
    std::string digits;
    std::size_t end = plus ? at + 1 : at;
    while (end < text.size() && (digit(text[end]) || within.find(text[end]) != std::string_view::npos)) {
      if (digit(text[end])) digits.push_back(text[end]);
      ++end;
    }
    read_phone(digits, plus, home, out);
    at = end;
  }
}

}  // namespace

std::vector<WrittenAddress> written_address(std::string_view text, std::string_view home_country) {
  std::string readable = plain(text);
  std::vector<WrittenAddress> found, out;
  find_emails(readable, found);
  if (found.empty()) find_phones(readable, home_country, found);
  for (WrittenAddress& one : found) {
    if (out.size() < kMostMeanings && std::find(out.begin(), out.end(), one) == out.end())
      out.push_back(std::move(one));
  }
  return out;
}

}  // namespace assent
