#include "engine/pages/link_token.h"

#include "base/codec.h"
#include "base/hash.h"

namespace assent::engine {
namespace {

constexpr std::string_view kDomain = "contact page";
constexpr std::size_t kProofBytes = 16;

std::string signed_part(const RecipientLink& link) {
  Encoder e;
  e.u8(static_cast<std::uint8_t>(link.scope)).id(link.contact).id(link.address);
  if (link.scope == LinkScope::access) e.big_endian64(static_cast<std::uint64_t>(to_unix_ms(link.until)));
  return e.take();
}

}  // namespace

std::string link_token(const storage::Keys& keys, const RecipientLink& link) {
  std::string part = signed_part(link);
  Bytes16 proof = keys.fingerprint(kDomain, part);
  return to_base64url(part.append(as_view(proof)));
}

std::optional<RecipientLink> read_link(const storage::Keys& keys, std::string_view token) {
  auto bytes = from_base64url(token);
  if (!bytes || bytes->size() < 1 + 32 + kProofBytes || to_base64url(*bytes) != token) return std::nullopt;
  std::string_view part = std::string_view(*bytes).substr(0, bytes->size() - kProofBytes);
  Bytes16 proof = keys.fingerprint(kDomain, part);
  if (!equal_constant_time(std::string_view(*bytes).substr(part.size()), as_view(proof))) return std::nullopt;
  Decoder d(part);
  RecipientLink link;
  std::uint8_t scope = d.u8();
  if (scope != static_cast<std::uint8_t>(LinkScope::reduce) &&
      scope != static_cast<std::uint8_t>(LinkScope::access))
    return std::nullopt;
  link.scope = static_cast<LinkScope>(scope);
  link.contact = d.id<ContactId>();
  link.address = d.id<AddressId>();
  if (link.scope == LinkScope::access) link.until = from_unix_ms(static_cast<std::int64_t>(d.big_endian64()));
  if (!d.done()) return std::nullopt;
  return link;
}

}  // namespace assent::engine
