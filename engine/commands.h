// Commands: what the world asks of the writer, normalised. Never raw HTTP. An input record's body is one of these,
// encoded; applying it is engine/apply.
//
//   Command c = EventCommand{.type = EventType::track, .name = "Trial Started", .user_id = "u1", ...};
//   std::string body = encode(c);                  // deterministic
//   Result<Command> same = decode(kind_of(c), body);
//
// Value types. Text is UTF-8, already checked against limits by whoever made the command.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/channel.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/source.h"
#include "base/time.h"
#include "channels/transports/transport.h"
#include "engine/commands_answers.h"
#include "engine/commands_contact_page.h"
#include "engine/commands_import.h"
#include "engine/commands_review.h"
#include "storage/input.h"

namespace assent::engine {

enum class EventType : std::uint8_t { track = 1, page = 2, screen = 3, identify = 4, group = 5, alias = 6 };

// Segment's shape: one item of a batch, or a single call.
struct EventCommand {
  EventType type = EventType::track;
  std::string name;     // of a track, page or screen
  std::string user_id;  // at least one of user_id and anonymous_id
  std::string anonymous_id;
  std::string previous_id;  // alias
  std::string message_id;   // for dedupe; made at the edge where the client sent none (then never a repeat)
  std::optional<Utc> timestamp;  // the client's event time
  Source source =
      Source::observed;  // observed for behaviour, upstream for traits, third_party by the key's label
  json::object data;     // properties, or the traits of identify and group
  bool operator==(const EventCommand&) const = default;
};

struct ProvidedPoint {
  PointKind kind;
  std::string address;  // normal form
  bool operator==(const ProvidedPoint&) const = default;
};
struct GivenConsent {
  std::string purpose;
  std::vector<Channel> channels;
  std::string notice;  // the consent's own, else the form's
  bool operator==(const GivenConsent&) const = default;
};
struct SubmissionCommand {
  std::string submission_id;
  std::string user_id;  // empty: makes a contact
  std::optional<Utc> timestamp;
  std::string form_id, form_url, language;
  std::vector<ProvidedPoint> provided;
  std::vector<GivenConsent> consents;
  json::object traits;
  std::string ip, user_agent, action, method;
  Source source = Source::contact;  // third_party by the key's label
  bool operator==(const SubmissionCommand&) const = default;
};

struct WithdrawalCommand {
  std::string user_id;                 // one of user_id, address and message
  std::optional<PointKind> kind;       // of address; absent: any kind
  std::string address;                 // as given; normal form where it has one
  MessageId message;                   // from an unsubscribe link
  std::optional<Channel> channel;      // absent: all
  std::optional<std::string> purpose;  // absent: all
  bool objection = false;
  std::string method, verbatim, ip, user_agent;
  bool operator==(const WithdrawalCommand&) const = default;
};

struct TimerCommand {  // a timer that is due
  Utc due{};
  char what = 0;  // storage/layout.h
  Bytes16 entity{}, detail{};
  bool operator==(const TimerCommand&) const = default;
};
struct ClaimCommand {  // the head of a channel's queue, for one free connection
  MessageId message;
  std::uint64_t epoch = 0;
  std::uint32_t connection = 0;
  bool operator==(const ClaimCommand&) const = default;
};
struct OutcomeCommand {
  MessageId message;
  channels::Sent sent = channels::Sent::unknown;
  std::string detail;
  bool recovered = false;  // found claimed after a crash
  bool operator==(const OutcomeCommand&) const = default;
};
struct JourneyText {
  std::string name;
  Bytes32 version{};
  std::string bundle;  // canonical JSON {"journey": text, "templates": {name: text}}
  bool operator==(const JourneyText&) const = default;
};
struct DeploymentCommand {
  std::string policy;    // the text; its sha256 is the policy's version
  std::string settings;  // canonical JSON of what decides and renders: origin, public_url, from-addresses
  std::vector<JourneyText> journeys;  // all of them: what is not here is no longer deployed
  std::string deployer;
  bool operator==(const DeploymentCommand&) const = default;
};
struct BrakeCommand {  // the operator's pause and resume
  bool paused = true;
  std::string journey;  // both empty: everything
  std::optional<Channel> channel;
  bool operator==(const BrakeCommand&) const = default;
};

enum class Role : std::uint8_t { ingest = 1, form = 2, author = 3, reviewer = 4, admin = 5 };
std::string_view name(Role role);
std::optional<Role> parse_role(std::string_view text);

struct Credential {  // an API key, without the key
  std::string name;
  Role role = Role::ingest;
  bool third_party = false;        // label: what comes with it is third-party data
  std::vector<std::string> forms;  // of a form key: bound to these form ids; empty: any
  std::vector<std::string> notices;
  bool operator==(const Credential&) const = default;
};
struct KeyCommand {
  Bytes32 key_sha256{};
  Credential credential;
  bool operator==(const KeyCommand&) const = default;
};
struct EngineStartCommand {
  std::uint32_t semantics = 0;  // version of apply's meaning (P8)
  std::string tzdata;
  std::uint64_t epoch = 0;
  // Per channel, a fingerprint of where it leads: what one carrier took is no repeat at another.
  std::map<std::string, Bytes32> carriers;
  bool operator==(const EngineStartCommand&) const = default;
};
struct ClockCommand {  // the virtual clock was moved
  Utc to{};
  bool operator==(const ClockCommand&) const = default;
};

using Command = std::variant<EventCommand, SubmissionCommand, WithdrawalCommand, TimerCommand, ClaimCommand,
                             OutcomeCommand, DeploymentCommand, BrakeCommand, KeyCommand, EngineStartCommand,
                             ClockCommand, ConfirmationCommand, PreferenceCommand, ReviewCommand,
                             AccessCommand, InboundCommand, JudgementCommand, ImportCommand>;

storage::InputKind kind_of(const Command& command);
std::string encode(const Command& command);
Result<Command> decode(storage::InputKind kind, std::string_view body);

// What the writer answers once the command is durable.
struct Answer {
  bool refused = false;  // 422: nothing of it was recorded
  std::string code, message, field;
  json::object body;    // further members of the JSON answer
  bool repeat = false;  // it came before, and nothing happened
  bool operator==(const Answer&) const = default;
};

}  // namespace assent::engine
