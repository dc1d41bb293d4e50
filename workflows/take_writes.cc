// Steps that write what is known of the contact: set, score, tag.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/limits.h"
#include "workflows/admission.h"
#include "workflows/walk.h"

namespace assent::workflows {

Source Walk::written_source() const {
  return turn_.run.third_party_read ? Source::third_party : Source::inferred;
}

bool Walk::reads_third_party(std::string attribute) const {
  if (!around_.third_party_allowed || around_.provenance == nullptr) return false;
  const rules::Read reads[] = {{"contact", std::move(attribute)}};
  return around_.provenance->third_party(reads);
}

void Walk::write(std::string name, std::optional<json::value> value) {
  trace(fmt::format("contact.{} {}", name, value ? "= " + canonical_json(*value) : "is removed"));
  turn_.effects.emplace_back(WriteAttribute{std::move(name), std::move(value), written_source()});
}

void Walk::take_step(const SetAttributes& set) {
  for (const auto& [name, written] : set.values) {
    if (!written.computed) {
      write(name, written.literal.is_null() ? std::nullopt : std::optional(written.literal));
      continue;
    }
    note_reads(*written.computed, run().event.source);
    const json::object seen = run_seen(run());
    std::string error;
    auto value =
        rules::evaluate(*written.computed->program, activation(&run().event.properties, &seen), &error);
    if (value) {
      write(name, value->is_null() ? std::nullopt : std::move(value));
    } else {
      trace(fmt::format("contact.{} stays as it is: {} could not be told: {}", name, written.computed->text,
                        error));
    }
  }
  ++run().at;
  pauses_ = true;
}

void Walk::take_step(const Score& score) {
  const json::value* known = around_.contact == nullptr ? nullptr : around_.contact->attribute("score");
  double before = known != nullptr && known->is_number() ? known->to_number<double>() : 0;
  if (reads_third_party("score")) run().third_party_read = true;
  double after = before + static_cast<double>(score.by);
  json::value value = after;
  if (after == std::trunc(after) && std::fabs(after) < 1e15) value = static_cast<std::int64_t>(after);
  write("score", std::move(value));
  ++run().at;
  pauses_ = true;
}

void Walk::take_step(const Tag& tag) {
  std::vector<std::string> tags;
  const json::value* known = around_.contact == nullptr ? nullptr : around_.contact->attribute("tags");
  if (known != nullptr && known->is_array()) {
    for (const json::value& item : known->get_array()) {
      if (item.is_string()) tags.emplace_back(item.get_string());
    }
  }
  if (reads_third_party("tags")) run().third_party_read = true;
  for (const std::string& name : tag.add) {
    if (std::find(tags.begin(), tags.end(), name) == tags.end()) tags.push_back(name);
  }
  std::erase_if(tags, [&](const std::string& name) {
    return std::find(tag.remove.begin(), tag.remove.end(), name) != tag.remove.end();
  });
  write("tags", json::value(json::array(tags.begin(), tags.end())));
  ++run().at;
  pauses_ = true;
}

}  // namespace assent::workflows
