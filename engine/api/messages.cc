#include <fmt/format.h>

#include "base/codec.h"
#include "engine/api/reads.h"
#include "engine/apply/entity_record.h"
#include "storage/entity_codec.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

namespace {

json::value time_or_null(const std::optional<Utc>& t) {
  return t ? json::value(format_rfc3339(*t)) : json::value();
}

bool matches(const storage::Message& m, ContactId contact, const Filter& f) {
  auto same = [](const std::string& wanted, std::string_view is) { return wanted.empty() || wanted == is; };
  return (contact.none() || contact == m.contact) && same(f.journey, m.journey) &&
         same(f.channel, m.channel.text()) && same(f.purpose, m.purpose) &&
         same(f.outcome, storage::name(m.state)) && (!f.from || m.queued_at >= *f.from) &&
         (!f.to || m.queued_at < *f.to);
}

}  // namespace

Result<std::optional<json::object>> Reads::open_message(MessageId id, bool masked) const {
  TRY(auto bytes, store_.get(storage::Space::state, layout::message(id)));
  if (!bytes) return std::optional<json::object>();
  TRY(storage::Message m, storage::decode_message(*bytes));
  json::value address;
  if (m.address) {
    TRY(auto known, read_address(store_, keys_, m.address));
    if (known) address = json::value(masked ? mask_address(known->kind, known->value) : known->value);
  }
  bool queued = m.state == storage::MessageState::queued;
  return std::optional<json::object>(json::object{{"id", m.id.text()},
                                                  {"contact", m.contact.text()},
                                                  {"journey", m.journey},
                                                  {"version", to_hex(m.version)},
                                                  {"step", m.step_name},
                                                  {"template", m.template_name},
                                                  {"purpose", m.purpose},
                                                  {"channel", m.channel.text()},
                                                  {"address", std::move(address)},
                                                  {"state", storage::name(m.state)},
                                                  {"queued_at", format_rfc3339(m.queued_at)},
                                                  {"due_at", queued ? time_or_null(m.due_at) : json::value()},
                                                  {"expires_at", format_rfc3339(m.expires_at)},
                                                  {"handed_over_at", time_or_null(m.handed_over_at)},
                                                  {"decision", fmt::format("d_{}", m.plan_leaf)}});
}

// Each message is listed under the input that planned it; the cursor is that input's seq.
Result<json::object> Reads::messages(const Filter& filter, bool masked) const {
  json::array found;
  ContactId contact;
  if (!filter.contact.empty()) {
    auto id = resolve(filter.contact);
    if (!id) return json::object{{"messages", found}, {"next", nullptr}};
    contact = *id;
  }
  Encoder from;
  from.big_endian64(filter.after + 1);
  auto cursor = store_.scan(storage::Space::log, layout::messages_planned_prefix(), from.view());
  Seq last = filter.after;
  for (; cursor.valid(); cursor.next()) {
    layout::Planned planned = layout::parse_message_planned(cursor.key());
    if (found.size() >= filter.limit && planned.input_seq != last) {  // a page ends between inputs
      return json::object{{"messages", found}, {"next", std::to_string(last)}};
    }
    last = planned.input_seq;
    TRY(auto bytes, store_.get(storage::Space::state, layout::message(planned.message)));
    if (!bytes) continue;
    TRY(storage::Message message, storage::decode_message(*bytes));
    if (!matches(message, contact, filter)) continue;
    TRY(auto object, open_message(planned.message, masked));
    if (object) found.push_back(std::move(*object));
  }
  TRY(cursor.status());
  return json::object{{"messages", found}, {"next", nullptr}};
}

}  // namespace assent::engine
