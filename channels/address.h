// An address and everything that is known about it, whoever holds it: who provided it, what was agreed to,
// what was stopped, what reached it. The gate reads one Address and one Person.
//
// Value types without behaviour beyond look-ups; stored by storage/entity_codec. A stop or suppression on an
// address binds every contact that holds it, so a duplicate contact cannot escape one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/consent.h"
#include "channels/limit_values.h"

namespace assent::channels {

enum class ProvidedBy : std::uint8_t { contact = 1, upstream = 2, import = 3, third_party = 4 };
std::string_view name(ProvidedBy by);  // contact, operator, import, third_party

// One contact's hold on the address.
struct Point {
  ContactId contact;
  ProvidedBy provided_by = ProvidedBy::third_party;  // only `contact` is dispatchable
  Utc provided_at{};
  std::string through;     // "form signup", "inbound message", "identify"
  std::string credential;  // name of the key that vouches
  bool confirmed = false;  // by a double opt-in or an authenticated inbound message
  Seq leaf_seq = 0;
};

enum class SuppressionCause : std::uint8_t { bounce = 1, complaint = 2, objection = 3, erasure = 4 };
std::string_view name(SuppressionCause cause);  // bounce, complaint, objection, erasure
struct Suppression {
  SuppressionCause cause = SuppressionCause::bounce;
  Utc at{};
};

// A hand-over that was begun, or may have been: what caps and `already_reached` count.
struct Claim {
  MessageId message;
  ContactId contact;
  Bytes16 intent{};  // of (template, occasion); see intent_of
  std::string template_name;
  std::string journey;
  std::string purpose;
  Channel channel;
  Utc at{};
};

// The two messages that need no consent (P1), each with a gate of its own
// (channels/confirmation_gate.h). Bytes on disk: never renumber.
enum class Service : std::uint8_t { none = 0, confirmation = 1, access = 2 };

// A service message that was sent to an address, or waits to be: what "at most once a day" counts.
struct Asking {
  Service service = Service::confirmation;
  MessageId message;
  Utc at{};  // when it went, or when its turn comes
};

struct Address {
  AddressId id;
  PointRef ref;  // its pseudonym in audit leaves
  PointKind kind;
  std::string value;  // normal form
  std::vector<Point> holders;
  std::vector<ConsentEvent> consents;
  std::vector<Stop> stops;
  std::vector<Suppression> suppressions;
  std::vector<Claim> claims;  // newest last, at most limits::contact_claims
  bool paused = false;        // a reviewer has an unclear reply to judge
  std::vector<Asking> asked;  // newest last, at most limits::service_messages

  const Point* held_by(ContactId contact) const {
    for (const Point& p : holders) {
      if (p.contact == contact) return &p;
    }
    return nullptr;
  }
};

// The gate's view of a contact.
struct Pause {
  std::optional<Channel> channel;      // absent: every channel
  std::optional<std::string> purpose;  // absent: every purpose
  Utc until{};
};
struct Person {
  ContactId id;
  bool erased = false;
  bool restricted = false;
  std::vector<Stop> stops;
  std::vector<Pause> pauses;
  std::vector<Claim> claims;  // newest last, at most limits::contact_claims
  // What they said on their own page. It only tightens.
  std::optional<Cap> pace;                    // no more than this, from anybody
  std::optional<QuietHours> own_quiet_hours;  // besides those of the policy
  std::optional<Channel> preferred;           // where a step leaves the choice to them
};

// One intent, one knock (P3): the same for every channel and journey that would send this template for this
// occasion. The person is not part of it: it is looked for among the contact's and the address's claims.
Bytes16 intent_of(std::string_view template_name, std::string_view occasion);

}  // namespace assent::channels
