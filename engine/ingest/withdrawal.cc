#include <algorithm>

#include "base/limits.h"
#include "base/written_address.h"
#include "engine/ingest/fields.h"
#include "engine/ingest/ingest.h"

// POST /v1/withdrawals: a stop, from anywhere. What cannot be understood makes it wider, never void.

namespace assent::engine {
namespace {

// The member as text, numbers included; empty where there is none to read.
std::string loose_text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value ? id_text(*value).value_or("") : "";
}

// At most `max` bytes, cut between characters.
std::string cut(std::string text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xc0) == 0x80) --max;
  text.resize(max);
  return text;
}

std::string lowercase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string trimmed(std::string_view text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

// Any word of the shape social.x is a channel; one that no purpose has is more likely misspelt than meant.
bool in_use(const Channel& channel, const channels::Policy& policy) {
  if (channel.medium() != Medium::social) return true;
  return std::any_of(policy.purposes.begin(), policy.purposes.end(), [&](const auto& entry) {
    const auto& channels = entry.second.channels;
    return std::find(channels.begin(), channels.end(), channel) != channels.end();
  });
}

// "channel" may name a channel, which narrows the stop, or only the kind of the address ("phone").
void read_channel(const json::object& object, const channels::Policy& policy, WithdrawalCommand& withdrawal) {
  std::string word = lowercase(trimmed(loose_text(object, "channel")));
  std::optional<Channel> channel = Channel::parse(word);
  if (channel && in_use(*channel, policy)) {
    withdrawal.kind = channel->point_kind();
    withdrawal.channel = std::move(channel);
  } else if (word == "phone") {
    withdrawal.kind = PointKind::parse(word);
  }
}

// Where the kind and the address do not fit, the address says more than the kind: what it plainly is counts, and the
// channel goes too, for a stop by sms of an e-mail address would stop nothing. What has one meaning is kept in normal
// form; the rest as it was written, for apply to find all that it may mean.
void read_address(const json::object& object, const channels::Policy& policy, WithdrawalCommand& withdrawal) {
  withdrawal.address = trimmed(loose_text(object, "address"));
  if (withdrawal.address.empty()) {
    withdrawal.kind.reset();
    return;
  }
  if (withdrawal.kind) {
    if (auto normal = normal_address(*withdrawal.kind, withdrawal.address)) {
      withdrawal.address = std::move(*normal);
      return;
    }
  }
  auto meanings = written_address(withdrawal.address, policy.home_country());
  auto fits = [&](const WrittenAddress& one) { return withdrawal.kind == one.kind; };
  if (std::none_of(meanings.begin(), meanings.end(), fits)) {
    if (!meanings.empty()) withdrawal.channel.reset();
    withdrawal.kind.reset();
  }
  if (meanings.size() == 1) withdrawal.address = meanings.front().address;
}

}  // namespace

// Every key that reaches this may carry a stop, whatever its label: the credential decides nothing here.
Result<WithdrawalCommand> parse_withdrawal(std::string_view body, const Credential& /*credential*/,
                                           const channels::Policy& policy) {
  TRY(json::value value, parse_json(body));
  const json::object* object = value.if_object();
  if (!object) return fail(Errc::malformed, "a withdrawal is an object with userId or address");
  WithdrawalCommand withdrawal;
  withdrawal.user_id = trimmed(loose_text(*object, "userId"));
  read_channel(*object, policy, withdrawal);
  read_address(*object, policy, withdrawal);
  if (withdrawal.user_id.empty() && withdrawal.address.empty()) {
    return fail(Errc::invalid, "nobody is named: a withdrawal needs userId or address", "userId");
  }
  std::string purpose = trimmed(loose_text(*object, "purpose"));
  if (policy.purpose(purpose)) withdrawal.purpose = std::move(purpose);
  withdrawal.objection = lowercase(trimmed(loose_text(*object, "kind"))) == "objection";
  withdrawal.method = cut(loose_text(*object, "method"), limits::name_bytes);
  withdrawal.verbatim = cut(loose_text(*object, "verbatim"), limits::evidence_bytes);
  withdrawal.ip = cut(loose_text(*object, "ip"), limits::name_bytes);
  withdrawal.user_agent = cut(loose_text(*object, "userAgent"), limits::evidence_bytes);
  return withdrawal;
}

}  // namespace assent::engine
