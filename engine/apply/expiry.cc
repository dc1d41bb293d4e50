#include "engine/apply/expiry.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "engine/apply/consent_ends.h"
#include "engine/apply/events.h"
#include "engine/apply/identity.h"
#include "engine/apply/records.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

using channels::ConsentAct;
using channels::ConsentEvent;
using channels::ConsentState;

bool is_grant(const ConsentEvent& e) {
  return e.act == ConsentAct::given || e.act == ConsentAct::confirmed;
}

void set_timer(Applying& a, const Address& address, const ConsentEvent& grant, Utc due) {
  a.tx.put(Space::time, storage::layout::timer(due, 'x', address.id.bytes(), expiry_detail(grant.leaf_seq)),
           "");
}

void announce(Applying& a, Contact& contact, const ConsentEvent& grant) {
  EventCommand event;
  event.type = EventType::track;
  event.name = std::string(kConsentExpiring);
  event.message_id = fmt::format("consent-expiring-{}", grant.leaf_seq);
  event.timestamp = a.now();
  event.source = Source::observed;
  event.data = {{"purpose", grant.purpose},
                {"channel", grant.channel.text()},
                {"expires_at", format_rfc3339(*grant.expires_at)}};
  take_event(a, contact, event);
}

// It ends the grant it is about and nothing said later: it counts when that did (channels/consent.h).
void record_expiry(Applying& a, const Contact& contact, Address& address, const ConsentEvent& grant) {
  ConsentEvent expired = grant;
  expired.act = ConsentAct::expired;
  expired.event_time = channels::granted_at(grant);
  expired.recorded_at = a.now();
  expired.evidence.method = "expiry";
  expired.evidence.action.clear();
  expired.evidence.credential.clear();
  expired.leaf_seq = record_consent(a, contact, address, expired);
  keep(a, address, std::move(expired));
}

}  // namespace

Bytes16 expiry_detail(Seq grant_leaf) {
  Encoder e;
  e.big_endian64(grant_leaf).big_endian64(0);
  Bytes16 out{};
  std::copy(e.view().begin(), e.view().end(), out.begin());
  return out;
}

Seq expiring_grant(const Bytes16& detail) {
  return Decoder(as_view(detail)).big_endian64();
}

void watch_expiry(Applying& a, const Address& address, const ConsentEvent& grant) {
  if (!is_grant(grant) || !grant.expires_at) return;
  Utc end = *grant.expires_at, granted = channels::granted_at(grant);
  Utc warn = end - std::min(a.policy().consent_expiring, (end - granted) / 2);
  // Timers of the past would not be found: what is over already is told right away.
  if (end > a.now()) set_timer(a, address, grant, std::max(warn, a.now()));
  set_timer(a, address, grant, std::max(end, a.now()));
}

void consent_due(Applying& a, AddressId id, Seq grant_leaf) {
  Address* address = a.tx.address(id);
  if (!address) return;
  auto found = std::find_if(address->consents.begin(), address->consents.end(), [&](const ConsentEvent& e) {
    return e.leaf_seq == grant_leaf && is_grant(e) && e.expires_at;
  });
  if (found == address->consents.end()) return;
  ConsentEvent grant = *found;
  Contact* contact = find_contact(a.tx, grant.contact);
  if (!contact) return;
  channels::Standing now = standing_of(*contact, *address, grant.channel, grant.purpose, a.now());
  if (!now.grant || now.grant->leaf_seq != grant_leaf) return;
  if (now.state == ConsentState::given) return announce(a, *contact, grant);
  bool told = std::any_of(address->consents.begin(), address->consents.end(), [&](const ConsentEvent& e) {
    return e.act == ConsentAct::expired && e.contact == grant.contact && e.channel == grant.channel &&
           e.purpose == grant.purpose && e.event_time >= channels::granted_at(grant);
  });
  if (now.state == ConsentState::expired && !told) record_expiry(a, *contact, *address, grant);
}

}  // namespace assent::engine
