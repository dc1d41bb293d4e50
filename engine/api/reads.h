// Reading the record: decisions, messages, and the story of one contact.
//
// Everything is read from committed data, leaf by leaf, and opened with the subject's keys; what was erased is left
// out. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "storage/audit_log.h"
#include "storage/contact.h"
#include "storage/keys.h"
#include "storage/message.h"
#include "storage/store.h"

namespace assent::engine {

// Filters of GET /v1/decisions and /v1/messages; empty: any.
struct Filter {
  std::string contact;  // c_... or userId
  std::string journey, channel, purpose, outcome, reason;
  std::optional<Utc> from, to;
  Seq after = 0;  // cursor: items behind this one
  std::size_t limit = 100;
};

// What explain is asked; empty: everything.
struct Asked {
  std::string contact;           // c_... or userId
  std::string journey, message;  // only this one
  std::optional<Utc> at;         // what happened up to then
};

// Is it what the filter asks for, its contact and cursor aside?
bool decision_matches(const json::object& decision, const Filter& filter);

class Reads {
 public:
  Reads(const storage::Store& store, const storage::Keys& keys) : store_(store), keys_(keys) {}

  // {"decisions":[...],"next":cursor or null}, oldest first. `masked`: addresses as an author may see them.
  Result<json::object> decisions(const Filter& filter, bool masked) const;
  Result<json::object> decision(std::string_view id, bool masked) const;  // "d_17"; Errc::not_found
  Result<json::object> messages(const Filter& filter, bool masked) const;

  // The text of a notice as it was once deployed; nullopt: none has this hash.
  Result<std::optional<std::string>> wording(const Bytes32& sha256) const;

  // Who this is, what is held, which journeys, why and why not; Errc::not_found.
  Result<json::object> story(const Asked& asked) const;

  // {"addresses":[...]}: those that fell silent because a reply waits for somebody to read it.
  Result<json::object> paused_addresses() const;

  std::optional<ContactId> resolve(std::string_view contact) const;  // c_... or userId, merges followed

 private:
  Result<std::optional<json::object>> open_decision(Seq seq, bool masked) const;
  Result<std::optional<json::object>> open_message(MessageId id, bool masked) const;
  Result<bool> decided_like(const storage::Message& message, const Filter& filter) const;
  Result<std::vector<Seq>> decision_seqs(const Filter& filter, std::size_t most) const;
  Result<json::array> journeys_of(const storage::Contact& contact, std::string_view journey) const;
  Result<json::array> traces(ContactId contact, std::string_view journey) const;

  const storage::Store& store_;
  const storage::Keys& keys_;
};

// The story as text for a terminal.
std::string story_text(const json::object& story);

}  // namespace assent::engine
