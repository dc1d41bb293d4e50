#include "engine/apply/consent_ends.h"

#include "base/limits.h"
#include "channels/keep_consent.h"
#include "engine/apply/expiry.h"
#include "engine/apply/records.h"

namespace assent::engine {

Seq end_consent(Applying& a, const Contact& contact, Address& address, const channels::ConsentEvent& grant,
                const ConsentEnd& how) {
  channels::ConsentEvent end = grant;
  end.act = how.act;
  end.contact = contact.id;
  end.event_time = end.recorded_at = a.now();
  end.expires_at.reset();
  end.evidence.method = how.method;
  end.evidence.action.clear();  // nobody acted affirmatively here
  end.evidence.ip.clear();
  end.evidence.user_agent.clear();
  end.evidence.credential = a.input.credential;
  end.leaf_seq = record_consent(a, contact, address, end, how.reason);
  Seq leaf = end.leaf_seq;
  keep(a, address, std::move(end));
  return leaf;
}

channels::Standing standing_of(const Contact& contact, const Address& address, const Channel& channel,
                               std::string_view purpose, Utc now) {
  std::vector<const channels::Stop*> stops;
  for (const channels::Stop& stop : address.stops) stops.push_back(&stop);
  for (const channels::Stop& stop : contact.person.stops) stops.push_back(&stop);
  return channels::consent_standing(address.consents, contact.id, channel, purpose, stops, now);
}

void keep(Applying& a, Address& address, channels::ConsentEvent event) {
  channels::ConsentEvent kept = event;
  if (channels::keep_consent(address.consents, std::move(event), limits::consent_events))
    watch_expiry(a, address, kept);
  a.tx.changed(address);
}

}  // namespace assent::engine
