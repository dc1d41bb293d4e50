// The link to a contact's own page: unforgeable, bound to one person and one of their addresses, with no personal data
// in it.
//
//   std::string token = link_token(keys, {LinkScope::reduce, contact, address, {}});   // stands in messages
//   auto link = read_link(keys, token);        // nullopt: not one of ours
//   link->good(now);                           // an access link is good until its time is over
//
// A token is base64url of scope, contact, address, of an access link the end of its time, and an HMAC under the
// store's pepper of all that. The one in a message never expires, and only reduces; it is the same in each message to
// that address, so nothing is stored for it. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "storage/keys.h"

namespace assent::engine {

// Bytes in links that people keep: never renumber.
enum class LinkScope : std::uint8_t {
  reduce = 1,  // of a message: less, or nothing at all
  access = 2,  // sent on request: sees what is held, and grants
};

struct RecipientLink {
  LinkScope scope = LinkScope::reduce;
  ContactId contact;
  AddressId address;  // none: where a message had no point yet
  Utc until{};        // of an access link
  bool good(Utc now) const { return scope == LinkScope::reduce || now < until; }
};

std::string link_token(const storage::Keys& keys, const RecipientLink& link);
std::optional<RecipientLink> read_link(const storage::Keys& keys, std::string_view token);

}  // namespace assent::engine
