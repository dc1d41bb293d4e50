#include "base/channel.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"

namespace assent {
namespace {

constexpr std::string_view kSocial = "social.";

// A network is a short lowercase word: it becomes part of keys, file names and YAML.
std::optional<std::string> network_of(std::string_view text) {
  if (!text.starts_with(kSocial)) return std::nullopt;
  text.remove_prefix(kSocial.size());
  if (text.empty() || text.size() > 32) return std::nullopt;
  bool good = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (!good) return std::nullopt;
  return std::string(text);
}

bool printable(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) {
    auto u = static_cast<unsigned char>(c);
    return u > 0x20 && u != 0x7f;
  });
}

std::string trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return std::string(s);
}

std::optional<std::string> normal_email(std::string text) {
  auto at = text.rfind('@');
  if (at == std::string::npos || at == 0 || at > 64 || at + 1 == text.size()) return std::nullopt;
  if (text.find('@') != at || text.find_first_of("<>()[],;:\\\"") != std::string::npos) return std::nullopt;
  std::string_view domain = std::string_view(text).substr(at + 1);
  if (domain.front() == '.' || domain.back() == '.' || domain.find("..") != std::string_view::npos ||
      domain.find('.') == std::string_view::npos || domain.size() > 253) {
    return std::nullopt;
  }
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<std::string> normal_phone(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ' || c == '.' || c == '-' || c == '(' || c == ')') continue;
    out.push_back(c);
  }
  if (out.starts_with("00")) out = "+" + out.substr(2);
  if (out.size() < 8 || out.size() > 16 || out[0] != '+' || out[1] == '0') return std::nullopt;
  if (!std::all_of(out.begin() + 1, out.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return out;
}

}  // namespace

std::optional<PointKind> PointKind::parse(std::string_view text) {
  PointKind kind;
  if (text == "email") return kind;
  if (text == "phone") {
    kind.family_ = Family::phone;
    return kind;
  }
  auto network = network_of(text);
  if (!network) return std::nullopt;
  kind.family_ = Family::social;
  kind.network_ = *network;
  return kind;
}

std::string PointKind::text() const {
  switch (family_) {
    case Family::email:
      return "email";
    case Family::phone:
      return "phone";
    case Family::social:
      return std::string(kSocial) + network_;
  }
  return {};
}

std::optional<Channel> Channel::parse(std::string_view text) {
  Channel channel;
  if (text == "email") return channel;
  if (text == "sms" || text == "voice") {
    channel.medium_ = text == "sms" ? Medium::sms : Medium::voice;
    return channel;
  }
  auto network = network_of(text);
  if (!network) return std::nullopt;
  channel.medium_ = Medium::social;
  channel.network_ = *network;
  return channel;
}

std::string Channel::text() const {
  switch (medium_) {
    case Medium::email:
      return "email";
    case Medium::sms:
      return "sms";
    case Medium::voice:
      return "voice";
    case Medium::social:
      return std::string(kSocial) + network_;
  }
  return {};
}

PointKind Channel::point_kind() const {
  PointKind kind;
  switch (medium_) {
    case Medium::email:
      kind.family_ = PointKind::Family::email;
      break;
    case Medium::sms:
    case Medium::voice:
      kind.family_ = PointKind::Family::phone;
      break;
    case Medium::social:
      kind.family_ = PointKind::Family::social;
      kind.network_ = network_;
      break;
  }
  return kind;
}

std::optional<std::string> normal_address(const PointKind& kind, std::string_view raw) {
  std::string text = trimmed(raw);
  if (text.empty() || text.size() > limits::address_bytes) return std::nullopt;
  switch (kind.family()) {
    case PointKind::Family::email:
      if (!printable(text)) return std::nullopt;
      return normal_email(std::move(text));
    case PointKind::Family::phone:
      return normal_phone(text);
    case PointKind::Family::social:
      if (!printable(text)) return std::nullopt;
      return text;
  }
  return std::nullopt;
}

std::string mask_address(const PointKind& kind, std::string_view address) {
  switch (kind.family()) {
    case PointKind::Family::email: {
      auto at = address.rfind('@');
      if (at == std::string_view::npos) return "***";
      return std::string(address.substr(0, 1)) + "***" + std::string(address.substr(at));
    }
    case PointKind::Family::phone: {
      if (address.size() < 6) return "***";
      return std::string(address.substr(0, 3)) + std::string(address.size() - 5, '*') +
             std::string(address.substr(address.size() - 2));
    }
    case PointKind::Family::social:
      return std::string(address.substr(0, 1)) + "***";
  }
  return "***";
}

std::string country_of_phone(std::string_view e164) {
  // ITU-T E.164 country codes in use for a single country, longest first where one starts another.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 60> codes{
      {{"351", "PT"}, {"352", "LU"}, {"353", "IE"}, {"354", "IS"}, {"355", "AL"}, {"356", "MT"},
       {"357", "CY"}, {"358", "FI"}, {"359", "BG"}, {"370", "LT"}, {"371", "LV"}, {"372", "EE"},
       {"380", "UA"}, {"385", "HR"}, {"386", "SI"}, {"420", "CZ"}, {"421", "SK"}, {"423", "LI"},
       {"852", "HK"}, {"853", "MO"}, {"855", "KH"}, {"856", "LA"}, {"880", "BD"}, {"886", "TW"},
       {"971", "AE"}, {"972", "IL"}, {"974", "QA"}, {"966", "SA"}, {"20", "EG"},  {"27", "ZA"},
       {"30", "GR"},  {"31", "NL"},  {"32", "BE"},  {"33", "FR"},  {"34", "ES"},  {"36", "HU"},
       {"39", "IT"},  {"40", "RO"},  {"41", "CH"},  {"43", "AT"},  {"44", "GB"},  {"45", "DK"},
       {"46", "SE"},  {"47", "NO"},  {"48", "PL"},  {"49", "DE"},  {"51", "PE"},  {"52", "MX"},
       {"54", "AR"},  {"55", "BR"},  {"60", "MY"},  {"61", "AU"},  {"62", "ID"},  {"63", "PH"},
       {"64", "NZ"},  {"65", "SG"},  {"66", "TH"},  {"81", "JP"},  {"82", "KR"},  {"91", "IN"}}};
  if (e164.empty() || e164[0] != '+') return {};
  for (const auto& [code, country] : codes) {
    if (e164.substr(1).starts_with(code)) return std::string(country);
  }
  return {};
}

}  // namespace assent
