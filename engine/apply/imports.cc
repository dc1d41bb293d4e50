#include "engine/apply/imports.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/apply/events.h"
#include "engine/apply/identity.h"
#include "engine/apply/records.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

std::string seen_key(Transaction& tx, const std::string& credential, const std::string& row_id) {
  return storage::layout::submission(as_view(tx.fingerprint("import", credential + '\0' + row_id)));
}

Contact& contact_for(Applying& a, const ImportCommand& row) {
  if (!row.user_id.empty()) return contact_of_user(a, row.user_id);
  Contact& fresh =
      a.tx.create_contact(ContactId::from(a.draw("contact")), SubjectRef::from(a.draw("subject")));
  fresh.created_at = a.now();
  return fresh;
}

bool erased(const Address* address) {
  return address && std::any_of(address->suppressions.begin(), address->suppressions.end(),
                                [](const auto& s) { return s.cause == channels::SuppressionCause::erasure; });
}

void add_point(Applying& a, Contact& contact, const ImportedPoint& imported, Utc at) {
  if (erased(a.tx.address_of(imported.kind, imported.address))) return;  // an import brings nobody back
  if (contact.points.size() >= limits::contact_points) return;
  Held held = hold(a, contact, imported.kind, imported.address);
  if (!held.fresh) return;  // how it is known stays as it was
  channels::Point& point = held.address->holders.back();
  point.provided_by = imported.third_party ? channels::ProvidedBy::third_party : channels::ProvidedBy::import;
  point.provided_at = at;
  point.through = "import";
  point.credential = a.input.credential;
  point.leaf_seq = record_point(a, contact, *held.address, point);
  a.tx.changed(*held.address);
}

void apply_row(Applying& a, const ImportCommand& row) {
  Contact& contact = contact_for(a, row);
  Utc at = std::min(row.timestamp.value_or(a.now()), a.now());
  Utc known_since = row.timestamp ? at : Utc{};
  set_traits(a, contact, row.traits, Source::upstream, known_since);
  set_traits(a, contact, row.third_party_traits, Source::third_party, known_since);
  for (const ImportedPoint& point : row.points) add_point(a, contact, point, at);
  a.tx.put(Space::state, seen_key(a.tx, a.input.credential, row.row_id), std::string(contact.id.raw()));
  a.out.answer.body["contact"] = contact.user_id.empty() ? contact.id.text() : contact.user_id;
}

void record_whole(Applying& a, const ImportCommand& whole) {
  storage::Leaf leaf;
  leaf.type = storage::LeafType::submission;
  leaf.time = a.now();
  leaf.outcome = "imported";
  json::object payload{{"kind", "import"},
                       {"file", whole.file},
                       {"sha256", whole.import},
                       {"actor", a.input.credential},
                       {"rows", whole.rows},
                       {"consents", whole.consents},
                       {"points_only", whole.points_only},
                       {"refused", whole.refused},
                       {"repeated", whole.repeated}};
  a.out.answer.body["audit_index"] = a.tx.append_leaf(std::move(leaf), payload, Subject::workspace());
}

}  // namespace

bool imported_before(Transaction& tx, const ImportCommand& row, const std::string& credential) {
  return !row.row_id.empty() && tx.get(Space::state, seen_key(tx, credential, row.row_id)).has_value();
}

void apply_import(Applying& a, const ImportCommand& import) {
  if (import.row_id.empty()) return record_whole(a, import);
  apply_row(a, import);
}

}  // namespace assent::engine
