#include <fmt/format.h>

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "base/limits.h"
#include "engine/api/reads.h"
#include "engine/apply/entity_record.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const json::string* text = string_member(object, name);
  return text ? std::string(*text) : std::string();
}

bool has_reason(const json::object& decision, const std::string& reason) {
  const json::value* reasons = decision.if_contains("reasons");
  if (!reasons || !reasons->is_array()) return false;
  return std::any_of(reasons->get_array().begin(), reasons->get_array().end(),
                     [&](const json::value& r) { return r.is_string() && r.get_string() == reason; });
}

bool matches(const json::object& decision, const Filter& f) {
  auto same = [&](std::string_view name, const std::string& wanted) {
    return wanted.empty() || text_of(decision, name) == wanted;
  };
  auto at = parse_rfc3339(text_of(decision, "at"));
  return same("journey", f.journey) && same("channel", f.channel) && same("purpose", f.purpose) &&
         same("outcome", f.outcome) && (f.reason.empty() || has_reason(decision, f.reason)) &&
         (!f.from || (at && *at >= *f.from)) && (!f.to || (at && *at < *f.to));
}

Seq seq_at_end(std::string_view key) {
  return Decoder(key.substr(key.size() - 8)).big_endian64();
}

}  // namespace

Result<std::optional<json::object>> Reads::open_decision(Seq seq, bool masked) const {
  TRY(auto leaf, storage::read_leaf(store_, seq));
  if (!leaf || leaf->type != storage::LeafType::decision) return std::optional<json::object>();
  TRY(auto payload, storage::read_payload(store_, keys_, *leaf));
  if (!payload || !payload->is_object()) return std::optional<json::object>();
  json::object out{{"id", fmt::format("d_{}", seq)}};
  for (auto& member : payload->get_object()) out[member.key()] = member.value();
  out["audit_index"] = seq;
  const json::string* address = string_member(out, "address");
  auto kind = PointKind::parse(text_of(out, "point"));
  if (masked && address && kind) out["address"] = mask_address(*kind, *address);
  return std::optional<json::object>(std::move(out));
}

// Candidates in order, behind the cursor: of one contact by their index, else of all.
Result<std::vector<Seq>> Reads::decision_seqs(const Filter& filter, std::size_t most) const {
  std::vector<Seq> seqs;
  Encoder from;
  from.big_endian64(filter.after + 1);
  auto collect = [&](const std::string& prefix) -> Result<void> {
    std::size_t before = seqs.size();
    auto cursor = store_.scan(storage::Space::log, prefix, from.view());
    for (; cursor.valid() && seqs.size() - before < most; cursor.next())
      seqs.push_back(seq_at_end(cursor.key()));
    return cursor.status();
  };
  if (filter.contact.empty()) {
    TRY(collect(layout::decisions_prefix()));
    return seqs;
  }
  auto id = resolve(filter.contact);
  if (!id) return seqs;
  TRY(auto contact, read_contact(store_, keys_, *id));
  if (!contact) return seqs;
  TRY(collect(layout::decisions_of_prefix(*id)));
  for (ContactId former : contact->merged) {
    TRY(collect(layout::decisions_of_prefix(former)));
  }
  std::sort(seqs.begin(), seqs.end());
  if (seqs.size() > most) seqs.resize(most);
  return seqs;
}

Result<json::object> Reads::decisions(const Filter& wanted, bool masked) const {
  Filter filter = wanted;
  json::array found;
  while (true) {
    TRY(auto seqs, decision_seqs(filter, limits::page_items));
    for (Seq seq : seqs) {
      TRY(auto decision, open_decision(seq, masked));
      filter.after = seq;
      if (!decision || !matches(*decision, filter)) continue;
      found.push_back(std::move(*decision));
      if (found.size() == filter.limit)
        return json::object{{"decisions", found}, {"next", std::to_string(seq)}};
    }
    if (seqs.size() < limits::page_items) return json::object{{"decisions", found}, {"next", nullptr}};
  }
}

Result<json::object> Reads::decision(std::string_view id, bool masked) const {
  bool number = id.starts_with("d_") && id.size() > 2 && id.size() < 21 &&
                id.find_first_not_of("0123456789", 2) == std::string_view::npos;
  if (number) {
    TRY(auto decision, open_decision(std::stoull(std::string(id.substr(2))), masked));
    if (decision) return std::move(*decision);
  }
  return fail(Errc::not_found, fmt::format("no decision has the id {}", id));
}

std::optional<ContactId> Reads::resolve(std::string_view name) const {
  std::optional<ContactId> id = ContactId::parse(name);
  if (!id) {
    auto stored = store_.get(storage::Space::state, layout::index(as_view(keys_.fingerprint("user", name))));
    if (!stored || !stored.value()) return std::nullopt;
    id = ContactId::from_raw(*stored.value());
  }
  while (true) {
    auto contact = read_contact(store_, keys_, *id);
    if (!contact || !contact.value()) return std::nullopt;
    if (!contact.value()->merged_into) return id;
    id = contact.value()->merged_into;
  }
}

}  // namespace assent::engine
