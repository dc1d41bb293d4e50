#include "base/channel.h"

#include <algorithm>

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

// Where numbers themselves begin with a 0: Italy, San Marino, the Vatican, Ivory Coast, Benin, Gabon, Congo.
bool keeps_zero(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  std::string_view code = digits;
  if (code.starts_with("00")) code.remove_prefix(2);
  constexpr std::string_view codes[] = {"39", "378", "379", "225", "229", "241", "242"};
  return std::any_of(std::begin(codes), std::end(codes),
                     [&](std::string_view c) { return code.starts_with(c); });
}

std::optional<std::string> normal_phone(std::string_view text) {
  std::string out, dialled(text);
  if (!keeps_zero(text)) {  // "+33 (0)6 ...": the 0 in brackets is for calls from inside the country
    if (auto trunk = dialled.find("(0)"); trunk != std::string::npos) dialled.erase(trunk, 3);
  }
  for (char c : dialled) {
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

}  // namespace assent
