// Channels and the kinds of contact point that serve them.
//
//   Channel::parse("sms")            -> sms, served by phone points
//   Channel::parse("social.line")    -> the network "line", served by social.line points
//   Channel::parse("fax")            -> nullopt
//
// `sms` and `voice` share the phone point and are consented to apart.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assent {

enum class Medium : std::uint8_t { email = 1, sms = 2, voice = 3, social = 4 };

// What an address is: `email`, `phone` or `social.<network>`.
class PointKind {
 public:
  enum class Family : std::uint8_t { email = 1, phone = 2, social = 3 };
  PointKind() = default;
  static std::optional<PointKind> parse(std::string_view text);
  Family family() const { return family_; }
  const std::string& network() const { return network_; }  // empty unless social
  std::string text() const;
  auto operator<=>(const PointKind&) const = default;

 private:
  friend class Channel;
  Family family_ = Family::email;
  std::string network_;
};

class Channel {
 public:
  Channel() = default;  // email
  static std::optional<Channel> parse(std::string_view text);
  Medium medium() const { return medium_; }
  const std::string& network() const { return network_; }
  std::string text() const;
  PointKind point_kind() const;
  auto operator<=>(const Channel&) const = default;

 private:
  Medium medium_ = Medium::email;
  std::string network_;
};

// The normal form of an address, or nullopt if it is none: e-mail with a lowercase domain and a lowercase local
// part (RFC 5321 allows case there, no provider uses it, and a stop must meet the address however it was typed),
// phone in E.164 ("+66812345678"; spaces, dots, dashes and brackets are dropped), social as the network's id.
// Control characters, spaces inside and more than limits::address_bytes are refused.
std::optional<std::string> normal_address(const PointKind& kind, std::string_view text);

// "a***@acme.example", "+66*******78": what an author may see.
std::string mask_address(const PointKind& kind, std::string_view address);

}  // namespace assent
