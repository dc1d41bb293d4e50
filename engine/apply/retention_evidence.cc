// Consents that ended long ago, and requests that nobody answered.
#include <algorithm>
#include <set>

#include "engine/apply/consent_ends.h"
#include "engine/apply/identity.h"
#include "engine/apply/retention.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

namespace layout = storage::layout;
using channels::ConsentAct;
using channels::ConsentEvent;
using channels::ConsentState;

struct Agreement {  // one consent at an address
  ContactId contact;
  Channel channel;
  std::string purpose;
  auto operator<=>(const Agreement&) const = default;
  bool has(const ConsentEvent& e) const {
    return e.contact == contact && e.channel == channel && e.purpose == purpose;
  }
};

// What a person stopped is kept: it may bind others who hold the address.
bool is_stop(const ConsentEvent& e) {
  return e.act == ConsentAct::withdrawn || e.act == ConsentAct::objected;
}

std::optional<Seq> input_of(Applying& a, Seq leaf_seq) {
  auto bytes = a.tx.get(Space::log, layout::leaf(leaf_seq));
  if (!bytes) return std::nullopt;
  auto leaf = storage::parse_leaf(*bytes);
  if (!leaf) return std::nullopt;
  return leaf.value().input_seq;
}

// The inputs that consents which are kept came in.
std::set<Seq> inputs_needed(Applying& a, const Address& here, ContactId id) {
  std::set<Seq> needed;
  auto add = [&](const Address& address) {
    for (const ConsentEvent& e : address.consents) {
      if (e.contact != id) continue;
      if (auto input = input_of(a, e.leaf_seq)) needed.insert(*input);
    }
  };
  add(here);
  Contact* contact = find_contact(a.tx, id);
  for (const Contact::Hold& hold : contact ? contact->points : std::vector<Contact::Hold>()) {
    const Address* other = hold.address == here.id ? nullptr : a.tx.address(hold.address);
    if (other) add(*other);
  }
  return needed;
}

// Its events, their payloads, and the submissions that brought nothing else which is kept.
void forget(Applying& a, Address& address, const Agreement& agreement) {
  std::vector<Seq> leaves;
  std::erase_if(address.consents, [&](const ConsentEvent& e) {
    if (!agreement.has(e) || is_stop(e)) return false;
    leaves.push_back(e.leaf_seq);
    return true;
  });
  a.tx.changed(address);
  std::set<Seq> needed = inputs_needed(a, address, agreement.contact);
  for (Seq leaf : leaves) {
    a.tx.erase(Space::log, layout::payload(leaf));
    auto input = input_of(a, leaf);
    if (input && !needed.contains(*input))
      a.tx.erase(Space::log, layout::input(storage::InputKind::submission, *input));
  }
}

// A point that came with an unanswered request and nothing else.
void let_go_unconfirmed(Applying& a, Address& address, ContactId id) {
  const channels::Point* point = address.held_by(id);
  bool more = std::any_of(address.consents.begin(), address.consents.end(),
                          [&](const ConsentEvent& e) { return e.contact == id; });
  if (!point || more || point->confirmed || point->provided_by != channels::ProvidedBy::contact) return;
  std::erase_if(address.holders, [&](const channels::Point& p) { return p.contact == id; });
  if (Contact* contact = find_contact(a.tx, id)) {
    std::erase_if(contact->points, [&](const Contact::Hold& hold) { return hold.address == address.id; });
    a.tx.changed(*contact);
  }
  a.tx.changed(address);
}

// When the person was last asked, where nothing but requests and their ends is known of the agreement.
std::optional<Utc> unanswered_since(const Address& address, const Agreement& agreement) {
  std::optional<Utc> asked;
  for (const ConsentEvent& e : address.consents) {
    if (!agreement.has(e)) continue;
    bool request = e.act == channels::ConsentAct::requested;
    if (!request && e.act != channels::ConsentAct::expired) return std::nullopt;
    if (request) asked = std::max(asked.value_or(e.recorded_at), e.recorded_at);
  }
  return asked;
}

}  // namespace

void retire_consents(Applying& a, Address& address, Retired& retired) {
  std::set<Agreement> agreements;
  for (const ConsentEvent& e : address.consents) {
    if (!is_stop(e)) agreements.insert({e.contact, e.channel, e.purpose});
  }
  for (const Agreement& agreement : agreements) {
    Contact* contact = find_contact(a.tx, agreement.contact);
    Contact nobody;
    nobody.id = agreement.contact;
    channels::Standing standing =
        standing_of(contact ? *contact : nobody, address, agreement.channel, agreement.purpose, a.now());
    auto asked = unanswered_since(address, agreement);
    const auto& keep = asked ? a.policy().keep_unconfirmed : a.policy().keep_evidence;
    if (standing.state == ConsentState::given || !keep) continue;
    Utc ended = asked.value_or(standing.since);
    // A request that is still open ends today, on the record; it is let go with the next pass.
    if (standing.state == ConsentState::pending) ended += std::chrono::hours(24);
    if (ended + *keep > a.now()) continue;
    forget(a, address, agreement);
    if (asked) {
      ++retired.unconfirmed;
      let_go_unconfirmed(a, address, agreement.contact);
    } else {
      ++retired.evidence;
    }
  }
}

}  // namespace assent::engine
