#include <algorithm>

#include "base/fold.h"
#include "base/limits.h"
#include "base/written_address.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/ingest.h"

// POST /v1/inbound: a message from a person, in normal form. It may be a stop, so nothing of its content refuses it.

namespace assent::engine {
namespace {

std::string loose_text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value ? id_text(*value).value_or("") : "";
}

std::string trimmed(std::string_view text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// At most `max` bytes, cut between characters.
std::string cut(std::string text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xc0) == 0x80) --max;
  text.resize(max);
  return text;
}

// "phone" comes by text message; without a channel, the address says what it is.
std::optional<Channel> read_channel(const json::object& object, const std::vector<WrittenAddress>& meanings) {
  std::string word = trimmed(loose_text(object, "channel"));
  for (char& c : word) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (word == "phone") word = "sms";
  if (auto channel = Channel::parse(word)) return channel;
  if (meanings.empty()) return std::nullopt;
  bool mail = meanings.front().kind.family() == PointKind::Family::email;
  return Channel::parse(mail ? "email" : "sms");
}

// In normal form where it has one: as it stands, else as the likeliest of what it may mean.
std::string read_from(const std::string& text, const std::optional<Channel>& channel,
                      const std::vector<WrittenAddress>& meanings) {
  if (!channel) return text;
  PointKind kind = channel->point_kind();
  if (auto normal = normal_address(kind, text)) return *normal;
  auto fits =
      std::find_if(meanings.begin(), meanings.end(), [&](const auto& one) { return one.kind == kind; });
  return fits == meanings.end() ? text : fits->address;
}

bool passed(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains("authentication");
  const json::object* results = value ? value->if_object() : nullptr;
  return results && fold(loose_text(*results, name)) == "pass";
}

// The subject of an e-mail counts like its text: "unsubscribe" is often all that is there.
channels::Understood understand(const std::string& subject, const std::string& text, Medium medium) {
  using channels::Meaning;
  channels::Understood said = channels::meaning_of(text, medium);
  if (medium != Medium::email || said.meaning == Meaning::stop) return said;
  channels::Understood above = channels::meaning_of(subject, medium);
  if (above.meaning == Meaning::stop) return above;
  return said.meaning == Meaning::nothing ? above : said;
}

}  // namespace

Result<InboundCommand> parse_inbound(std::string_view body, const Credential& credential,
                                     const channels::Policy& policy) {
  TRY(json::value value, parse_json(body));
  const json::object* object = value.if_object();
  if (!object) return fail(Errc::malformed, "an inbound message is an object with channel, from and text");
  InboundCommand inbound;
  std::string from = trimmed(loose_text(*object, "from"));
  if (from.empty()) return fail(Errc::invalid, "from is missing: whose message is it?", "from");
  auto meanings = written_address(from, policy.assume_country.value_or(policy.controller.country));
  inbound.channel = read_channel(*object, meanings);
  inbound.from = cut(read_from(from, inbound.channel, meanings), limits::address_bytes);
  inbound.to = cut(trimmed(loose_text(*object, "to")), limits::address_bytes);
  inbound.message_id = cut(loose_text(*object, "messageId"), limits::name_bytes);
  inbound.timestamp = parse_rfc3339(loose_text(*object, "timestamp"));
  Medium medium = inbound.channel ? inbound.channel->medium() : Medium::sms;
  inbound.authenticated = medium != Medium::email || passed(*object, "dkim") || passed(*object, "dmarc");
  inbound.third_party = credential.third_party;
  inbound.notices = credential.notices;
  std::string text = loose_text(*object, "text"), subject = loose_text(*object, "subject");
  channels::Understood understood = understand(subject, text, medium);
  inbound.meaning = understood.meaning;
  inbound.by = std::move(understood.by);
  std::string said = fold(channels::own_words(text, medium));
  if (said.empty() && medium == Medium::email) said = fold(subject);
  if (said.size() <= limits::name_bytes) inbound.folded = std::move(said);
  inbound.verbatim = cut(subject.empty() ? text : subject + "\n\n" + text, limits::evidence_bytes);
  return inbound;
}

}  // namespace assent::engine
