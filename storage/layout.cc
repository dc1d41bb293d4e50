#include "storage/layout.h"

#include <algorithm>

#include "base/codec.h"

namespace assent::storage::layout {
namespace {

std::string prefixed(char prefix, std::string_view rest) {
  std::string key;
  key.reserve(1 + rest.size());
  key.push_back(prefix);
  key.append(rest);
  return key;
}

void append_number(std::string& key, std::uint64_t n) {
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(n >> shift));
}

// Nothing is due before 1970, and a negative number would sort after all others.
void append_due(std::string& key, Utc due) {
  append_number(key, static_cast<std::uint64_t>(std::max<std::int64_t>(0, to_unix_ms(due))));
}

std::string numbered(char prefix, std::uint64_t n) {
  std::string key(1, prefix);
  append_number(key, n);
  return key;
}

std::string_view raw(const Bytes16& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string input(InputKind kind, Seq seq) {
  return numbered(is_evidence(kind) ? 'v' : 'e', seq);
}
std::string leaf(Seq seq) {
  return numbered('l', seq);
}
std::string payload(Seq seq) {
  return numbered('p', seq);
}

std::string blob(const Bytes32& sha256) {
  return prefixed('b', {reinterpret_cast<const char*>(sha256.data()), sha256.size()});
}

std::string trace(ContactId contact, Seq input_seq, std::uint32_t n) {
  std::string key = trace_prefix(contact);
  append_number(key, input_seq);
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(n >> shift));
  return key;
}
std::string trace_prefix(ContactId contact) {
  return prefixed('t', contact.raw());
}

std::string decision_of(ContactId contact, Seq leaf_seq) {
  std::string key = decisions_of_prefix(contact);
  append_number(key, leaf_seq);
  return key;
}
std::string decisions_of_prefix(ContactId contact) {
  return prefixed('d', contact.raw());
}

std::string decision(Seq leaf_seq) {
  return numbered('g', leaf_seq);
}
std::string decisions_prefix() {
  return "g";
}

std::string contact(ContactId id) {
  return prefixed('c', id.raw());
}
std::string contacts_prefix() {
  return "c";
}
ContactId contact_of(std::string_view key) {
  return ContactId::from_raw(key.substr(key.empty() ? 0 : 1));
}
std::string address(AddressId id) {
  return prefixed('a', id.raw());
}

std::string keys(const Subject& subject) {
  std::string key{'k', static_cast<char>(subject.kind)};
  key.append(raw(subject.id));
  return key;
}

std::string index(std::string_view hmac16) {
  return prefixed('i', hmac16);
}
std::string submission(std::string_view hmac16) {
  return prefixed('s', hmac16);
}
std::string message(MessageId id) {
  return prefixed('m', id.raw());
}
std::string confirmation(MessageId request) {
  return "or" + std::string(request.raw());
}
std::string unclear_reply(AddressId address) {
  return unclear_replies_prefix() + std::string(address.raw());
}
std::string unclear_replies_prefix() {
  return "op";
}
std::string confirmation_count(std::string_view hmac16) {
  return "on" + std::string(hmac16);
}
std::string api_key(std::string_view hash) {
  return prefixed('q', hash);
}
std::string singleton(std::string_view name) {
  return prefixed('x', name);
}

std::string open_request(ContactId contact) {
  return prefixed('u', contact.raw());
}
std::string open_requests_prefix() {
  return "u";
}
ContactId open_request_contact(std::string_view key) {
  return ContactId::from_raw(key.substr(key.empty() ? 0 : 1));
}

std::string timer(Utc due, char what, const Bytes16& entity, const Bytes16& detail) {
  std::string key = timer_prefix();
  append_due(key, due);
  key.append(raw(entity));
  key.push_back(what);
  key.append(raw(detail));
  return key;
}

Timer parse_timer(std::string_view key) {
  Timer timer;
  if (key.size() != 1 + 8 + 16 + 1 + 16 || key[0] != 'T') return timer;
  Decoder d(key.substr(1));
  timer.due = from_unix_ms(static_cast<std::int64_t>(d.big_endian64()));
  auto entity = d.raw(16);
  std::copy(entity.begin(), entity.end(), timer.entity.begin());
  timer.what = static_cast<char>(d.u8());
  auto detail = d.raw(16);
  std::copy(detail.begin(), detail.end(), timer.detail.begin());
  return timer;
}

std::string timer_prefix() {
  return "T";
}

std::string queued(const Channel& channel, Utc due, MessageId id) {
  std::string key = queue_prefix(channel);
  append_due(key, due);
  key.append(id.raw());
  return key;
}

std::string queue_prefix(const Channel& channel) {
  std::string key = prefixed('Q', channel.text());
  key.push_back('\0');  // so that no channel's name is the beginning of another's
  return key;
}

std::string queues_prefix() {
  return "Q";
}
MessageId queued_message(std::string_view key) {
  return MessageId::from_raw(key.substr(key.size() < 16 ? 0 : key.size() - 16));
}
Utc queued_due(std::string_view key) {
  Decoder d(key.substr(key.size() < 24 ? 0 : key.size() - 24));
  return from_unix_ms(static_cast<std::int64_t>(d.big_endian64()));
}

std::string claimed(MessageId id) {
  return prefixed('C', id.raw());
}
std::string claimed_prefix() {
  return "C";
}
MessageId claimed_message(std::string_view key) {
  return MessageId::from_raw(key.substr(key.empty() ? 0 : 1));
}

std::string message_planned(Seq input_seq, MessageId id) {
  std::string key = numbered('n', input_seq);
  key.append(id.raw());
  return key;
}
std::string messages_planned_prefix() {
  return "n";
}
Planned parse_message_planned(std::string_view key) {
  Decoder d(key.substr(key.empty() ? 0 : 1));
  Seq seq = d.big_endian64();
  return {seq, d.id<MessageId>()};
}

std::string seen(std::uint64_t generation, std::string_view hmac16) {
  std::string key = seen_prefix(generation);
  key.append(hmac16);
  return key;
}
std::string seen_prefix(std::uint64_t generation) {
  return numbered('D', generation);
}

}  // namespace assent::storage::layout
