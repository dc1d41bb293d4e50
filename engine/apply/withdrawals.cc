#include "engine/apply/withdrawals.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/written_address.h"
#include "engine/apply/identity.h"
#include "engine/apply/outbox.h"
#include "engine/apply/records.h"
#include "engine/apply/runs.h"
#include "engine/apply/service_messages.h"

namespace assent::engine {
namespace {

using channels::Stop;

// The same words said twice are one stop, said later.
void remember_stop(std::vector<Stop>& stops, const Stop& stop) {
  for (Stop& known : stops) {
    if (known.channel == stop.channel && known.purpose == stop.purpose && known.objection == stop.objection) {
      known = stop;
      return;
    }
  }
  stops.push_back(stop);
}

struct Scope {
  Contact* contact = nullptr;  // of a stop that names a user; unknown ones are made, so that it is kept
  std::set<AddressId> addresses;
  Stop stop;
};

bool channel_uses(const Stop& stop, const PointKind& kind) {
  return !stop.channel || stop.channel->point_kind() == kind;
}

// An address as somebody wrote it may be of several kinds; a stop goes to every kind it can be.
std::vector<PointKind> kinds_of(const channels::Policy& policy, const WithdrawalCommand& w) {
  if (w.kind) return {*w.kind};
  if (w.channel) return {w.channel->point_kind()};
  std::set<PointKind> kinds;
  for (const char* name : {"email", "phone"}) {
    PointKind kind = *PointKind::parse(name);
    if (normal_address(kind, w.address)) kinds.insert(kind);
  }
  if (kinds.empty()) {
    for (const auto& [id, purpose] : policy.purposes) {
      for (const Channel& channel : purpose.channels) {
        if (channel.medium() == Medium::social) kinds.insert(channel.point_kind());
      }
    }
  }
  if (kinds.empty()) kinds.insert(*PointKind::parse("email"));
  return {kinds.begin(), kinds.end()};
}

// Every point that the address, as it was written, may mean: at least one.
std::vector<WrittenAddress> meant_by(const channels::Policy& policy, const WithdrawalCommand& w) {
  std::vector<WrittenAddress> meant;
  if (!w.kind) meant = written_address(w.address, policy.home_country());
  bool mail = !meant.empty() && meant.front().kind.family() == PointKind::Family::email;
  if (mail) return meant;
  for (const PointKind& kind : kinds_of(policy, w)) {
    auto normal = normal_address(kind, w.address);
    if (!normal && !meant.empty()) continue;
    WrittenAddress one{kind, normal.value_or(w.address)};
    if (std::find(meant.begin(), meant.end(), one) == meant.end()) meant.push_back(std::move(one));
  }
  return meant;
}

AddressId address_named(Applying& a, const PointKind& kind, const std::string& value) {
  if (Address* known = a.tx.address_of(kind, value)) return known->id;
  AddressId id = AddressId::from(a.draw("address"));
  a.tx.create_address(id, PointRef::from(a.draw("point")), kind, value);
  return id;
}

Scope scope_of(Applying& a, const WithdrawalCommand& w) {
  Scope scope;
  scope.stop = {w.channel, w.purpose, w.objection, a.now(), 0};
  if (w.message) {  // POST /u/{token}: the message's purpose, on its address and channel
    auto message = a.tx.message(w.message);
    if (message) {
      scope.stop.channel = message->channel;
      if (!message->purpose.empty())
        scope.stop.purpose = message->purpose;  // a confirmation may ask for several
      if (message->address) scope.addresses.insert(message->address);
      if (!message->address) scope.contact = find_contact(a.tx, message->contact);
    }
    return scope;
  }
  if (!w.user_id.empty()) {
    scope.contact = &contact_of_user(a, w.user_id);
    for (const Contact::Hold& hold : scope.contact->points) {
      if (channel_uses(scope.stop, hold.kind)) scope.addresses.insert(hold.address);
    }
  }
  scope.addresses.merge(addresses_named(a, w));
  return scope;
}

// Everything on its way within the scope, of one contact; those still queued are cancelled.
void cancel_for(Applying& a, Contact& contact, const Scope& scope, json::array& cancelled) {
  std::vector<std::pair<RunId, MessageId>> sending;
  for (const workflows::Run& run : contact.runs) {
    if (run.phase == workflows::Phase::sending) sending.emplace_back(run.id, run.message);
  }
  for (const auto& [run, id] : sending) {
    auto message = a.tx.message(id);
    if (!message || !scope.stop.covers(message->channel, message->purpose)) continue;
    if (&contact != scope.contact && !scope.addresses.contains(message->address)) continue;
    auto was = cancel_message(a, id, "withdrawn");
    if (was == storage::MessageState::claimed) a.out.claimed_in_scope.push_back(id);
    if (was != storage::MessageState::queued) continue;
    cancelled.push_back(json::value(id.text()));
    auto end = a.tx.message(id);  // what was on the wire in a crash stays unknown
    bool unknown = end && end->state == storage::MessageState::unknown;
    drive(a, contact, run,
          workflows::SendEnded{unknown ? workflows::SendEnd::unknown : workflows::SendEnd::denied});
  }
}

}  // namespace

std::set<AddressId> addresses_named(Applying& a, const WithdrawalCommand& w) {
  std::set<AddressId> addresses;
  if (w.address.empty()) return addresses;
  for (const WrittenAddress& one : meant_by(a.policy(), w))
    addresses.insert(address_named(a, one.kind, one.address));
  return addresses;
}

AddressId foresee_address(Transaction& tx, const channels::Policy& policy, const Entropy& entropy,
                          const WithdrawalCommand& w) {
  WrittenAddress first = meant_by(policy, w).front();
  if (Address* known = tx.address_of(first.kind, first.address)) return known->id;
  return AddressId::from(entropy.derive("address", 0));
}

void apply_withdrawal(Applying& a, const WithdrawalCommand& w) {
  Scope scope = scope_of(a, w);
  std::set<ContactId> affected;
  if (scope.contact) {
    Subject subject = Subject::of(scope.contact->id);
    Stop stop = scope.stop;
    stop.leaf_seq = record_stop(a, subject, scope.contact, nullptr, stop, w);
    remember_stop(scope.contact->person.stops, stop);
    a.tx.changed(*scope.contact);
    affected.insert(scope.contact->id);
  }
  for (AddressId id : scope.addresses) {
    Address* address = a.tx.address(id);
    if (!address) continue;
    Stop stop = scope.stop;
    stop.leaf_seq = record_stop(a, Subject::of(id), nullptr, address, stop, w);
    remember_stop(address->stops, stop);
    a.tx.changed(*address);
    for (const channels::Point& holder : address->holders) affected.insert(holder.contact);
  }
  json::array cancelled;
  for (ContactId id : affected) {
    if (Contact* contact = find_contact(a.tx, id)) cancel_for(a, *contact, scope, cancelled);
  }
  for (AddressId id : scope.addresses) {
    if (Address* address = a.tx.address(id)) cancel_services(a, *address, cancelled);
  }
  a.out.answer.body["cancelled"] = std::move(cancelled);
}

}  // namespace assent::engine
