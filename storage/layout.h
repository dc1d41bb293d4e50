// The grammar of every key. Bytes are a contract: prefixes are never reused, retired ones stay listed.
//
//   log    e <seq>             input record of an event-like kind          (sealed, contact's events key)
//          v <seq>             input record of an evidence kind            (sealed, subject's evidence key)
//          l <seq>             audit leaf, canonical JSON
//          p <seq>             audit payload: subject, sealed bytes
//          b <sha256>          content-addressed text: policy, journey bundles, wordings of notices
//          t <contact> <seq> <n>  trace line of a run (sealed)
//          d <contact> <seq>   index: decision leaves of a contact
//          g <seq>             index: decision leaves of all
//          n <seq> <message>   index: messages by the input that planned them
//   state  c <contact>         contact (sealed)
//          a <address>         address (sealed)
//          k <subject>         keys of a contact, an address or the workspace, wrapped by the master key
//          i <hmac16>          index: userId, anonymousId or address -> id    (domain-separated HMAC)
//          s <hmac16>          submission ids per credential -> first answer
//          m <message>         message
//          o r <message>       confirmation request of a double opt-in, by the message that asks
//          o p <address>       a reply of this address waits for somebody to read it
//          o n <hmac16>        how many were asked of late by way of one form, or from one IP address
//          q <credential hash> API key
//          u <contact>         open request of a person (erasure): when, and its leaf
//          x <name>            singletons: next input seq, tree frontier, epoch, virtual clock, current deployment
//   time   T <due ms> <contact or message> <what>   timers
//          Q <channel> <due ms> <message>           queued messages, in the order they may be claimed
//          C <message>                              claimed messages, whose outcome is not durable yet
//          D <generation> <hmac16>                  message ids seen, two generations of limits::dedupe_window
//
// seq, due ms and generation are big-endian 64-bit, so that bytes sort as numbers.
#pragma once

#include <string>

#include "base/channel.h"
#include "base/ids.h"
#include "base/time.h"
#include "storage/input.h"

namespace assent::storage::layout {

std::string input(InputKind kind, Seq seq);
std::string leaf(Seq seq);
std::string payload(Seq seq);
std::string blob(const Bytes32& sha256);
std::string trace(ContactId contact, Seq input_seq, std::uint32_t n);
std::string trace_prefix(ContactId contact);
std::string decision_of(ContactId contact, Seq leaf_seq);
std::string decisions_of_prefix(ContactId contact);
std::string decision(Seq leaf_seq);
std::string decisions_prefix();

std::string contact(ContactId id);
std::string contacts_prefix();
ContactId contact_of(std::string_view key);
std::string address(AddressId id);
std::string keys(const Subject& subject);
std::string index(std::string_view hmac16);
std::string submission(std::string_view hmac16);
std::string message(MessageId id);
std::string confirmation(MessageId request);
std::string unclear_reply(AddressId address);
std::string unclear_replies_prefix();
std::string confirmation_count(std::string_view hmac16);
std::string api_key(std::string_view hash);
std::string singleton(std::string_view name);
std::string open_request(ContactId contact);
std::string open_requests_prefix();
ContactId open_request_contact(std::string_view key);

// `what` tells timers of one entity apart: 'w' a run's wait (entity: contact, detail: run), 'm' a message's due
// or expiry (entity: message), 'o' the end of a confirmation request (entity: its message) or of a count of them
// (entity: its hmac16, detail: not zero), 'r' the daily pass of retention (no entity), 'x' the end of a consent or the
// warning of it (entity: address, detail: its leaf).
std::string timer(Utc due, char what, const Bytes16& entity, const Bytes16& detail);
struct Timer {
  Utc due{};
  char what = 0;
  Bytes16 entity{}, detail{};
};
Timer parse_timer(std::string_view key);
std::string timer_prefix();

std::string queued(const Channel& channel, Utc due, MessageId id);
std::string queue_prefix(const Channel& channel);
std::string queues_prefix();  // of all channels
MessageId queued_message(std::string_view key);
Utc queued_due(std::string_view key);

std::string claimed(MessageId id);
std::string claimed_prefix();
MessageId claimed_message(std::string_view key);

std::string message_planned(Seq input_seq, MessageId id);
std::string messages_planned_prefix();
struct Planned {
  Seq input_seq = 0;
  MessageId message;
};
Planned parse_message_planned(std::string_view key);

std::string seen(std::uint64_t generation, std::string_view hmac16);
std::string seen_prefix(std::uint64_t generation);

}  // namespace assent::storage::layout
