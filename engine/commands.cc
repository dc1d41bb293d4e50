#include "engine/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/codec.h"
#include "base/hash.h"
#include "base/json_codec.h"

// Every body starts with one byte that tells its version and, where several commands share an input kind,
// which of them it is. Bytes on disk: a changed layout takes a new byte, and old ones stay readable.
//
//   1  the first layout of every command
//   2  BrakeCommand, under the input kind `deployment`

namespace assent::engine {
namespace {

constexpr std::uint8_t kFirst = 1;
constexpr std::uint8_t kBrake = 2;

constexpr std::array kRoles{Role::ingest, Role::form, Role::author, Role::reviewer, Role::admin};

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

// Parts
// ---------------------------------------------------------------------------------------------------------

// A closed set as its byte; anything but `first`..`last` is not one of ours.
template <class E>
E read_enum(Decoder& d, E first, E last) {
  std::uint8_t byte = d.u8();
  if (byte < static_cast<std::uint8_t>(first) || byte > static_cast<std::uint8_t>(last)) d.fail();
  return d.ok() ? static_cast<E>(byte) : first;
}

std::uint32_t read_u32(Decoder& d) {
  std::uint64_t v = d.varint();
  if (v > std::numeric_limits<std::uint32_t>::max()) d.fail();
  return static_cast<std::uint32_t>(v);
}

Source read_source(Decoder& d) {
  return read_enum(d, Source::contact, Source::third_party);
}

void put(Encoder& e, const std::optional<Utc>& time) {
  e.boolean(time.has_value());
  if (time) e.time(*time);
}

std::optional<Utc> read_optional_time(Decoder& d) {
  if (!d.boolean()) return std::nullopt;
  return d.time();
}

// Channels and point kinds go as their text; an absent one is the empty text.
void put(Encoder& e, const std::optional<Channel>& channel) {
  e.string(channel ? channel->text() : "");
}

std::optional<Channel> read_optional_channel(Decoder& d) {
  std::string_view text = d.string();
  if (text.empty()) return std::nullopt;
  auto channel = Channel::parse(text);
  if (!channel) d.fail();
  return channel;
}

Channel read_channel(Decoder& d) {
  auto channel = read_optional_channel(d);
  if (!channel) d.fail();
  return channel.value_or(Channel());
}

std::optional<PointKind> read_optional_kind(Decoder& d) {
  std::string_view text = d.string();
  if (text.empty()) return std::nullopt;
  auto kind = PointKind::parse(text);
  if (!kind) d.fail();
  return kind;
}

PointKind read_kind(Decoder& d) {
  auto kind = read_optional_kind(d);
  if (!kind) d.fail();
  return kind.value_or(PointKind());
}

template <class Item, class Put>
void put_list(Encoder& e, const std::vector<Item>& items, Put put_item) {
  e.varint(items.size());
  for (const Item& item : items) put_item(item);
}

// Reserves nothing: the count may be a lie, and every item costs at least a byte of what is there.
template <class Read>
auto read_list(Decoder& d, Read read_item) {
  std::vector<decltype(read_item())> items;
  std::uint64_t count = d.varint();
  if (count > d.left()) d.fail();
  for (std::uint64_t i = 0; i < count && d.ok(); ++i) items.push_back(read_item());
  return items;
}

void put_strings(Encoder& e, const std::vector<std::string>& strings) {
  put_list(e, strings, [&](const std::string& s) { e.string(s); });
}

std::vector<std::string> read_strings(Decoder& d) {
  return read_list(d, [&] { return std::string(d.string()); });
}

template <std::size_t N>
std::array<std::uint8_t, N> read_bytes(Decoder& d) {
  std::array<std::uint8_t, N> out{};
  std::string_view raw = d.raw(N);
  std::copy(raw.begin(), raw.end(), out.begin());
  return out;
}

// Commands
// ------------------------------------------------------------------------------------------------------

void put(Encoder& e, const EventCommand& c) {
  e.u8(kFirst).u8(static_cast<std::uint8_t>(c.type)).string(c.name).string(c.user_id).string(c.anonymous_id);
  e.string(c.previous_id).string(c.message_id);
  put(e, c.timestamp);
  e.u8(static_cast<std::uint8_t>(c.source));
  encode_json(e, c.data);
}

EventCommand read_event(Decoder& d) {
  EventCommand c;
  c.type = read_enum(d, EventType::track, EventType::alias);
  c.name = d.string();
  c.user_id = d.string();
  c.anonymous_id = d.string();
  c.previous_id = d.string();
  c.message_id = d.string();
  c.timestamp = read_optional_time(d);
  c.source = read_source(d);
  c.data = decode_json_object(d);
  return c;
}

void put(Encoder& e, const SubmissionCommand& c) {
  e.u8(kFirst).string(c.submission_id).string(c.user_id);
  put(e, c.timestamp);
  e.string(c.form_id).string(c.form_url).string(c.language);
  put_list(e, c.provided, [&](const ProvidedPoint& p) { e.string(p.kind.text()).string(p.address); });
  put_list(e, c.consents, [&](const GivenConsent& given) {
    e.string(given.purpose).string(given.notice);
    put_list(e, given.channels, [&](const Channel& channel) { e.string(channel.text()); });
  });
  encode_json(e, c.traits);
  e.string(c.ip).string(c.user_agent).string(c.action).string(c.method);
  e.u8(static_cast<std::uint8_t>(c.source));
}

SubmissionCommand read_submission(Decoder& d) {
  SubmissionCommand c;
  c.submission_id = d.string();
  c.user_id = d.string();
  c.timestamp = read_optional_time(d);
  c.form_id = d.string();
  c.form_url = d.string();
  c.language = d.string();
  c.provided = read_list(d, [&] {
    ProvidedPoint p;
    p.kind = read_kind(d);
    p.address = d.string();
    return p;
  });
  c.consents = read_list(d, [&] {
    GivenConsent given;
    given.purpose = d.string();
    given.notice = d.string();
    given.channels = read_list(d, [&] { return read_channel(d); });
    return given;
  });
  c.traits = decode_json_object(d);
  c.ip = d.string();
  c.user_agent = d.string();
  c.action = d.string();
  c.method = d.string();
  c.source = read_source(d);
  return c;
}

void put(Encoder& e, const WithdrawalCommand& c) {
  e.u8(kFirst).string(c.user_id).string(c.kind ? c.kind->text() : "").string(c.address).id(c.message);
  put(e, c.channel);
  e.boolean(c.purpose.has_value()).string(c.purpose.value_or("")).boolean(c.objection);
  e.string(c.method).string(c.verbatim).string(c.ip).string(c.user_agent);
}

WithdrawalCommand read_withdrawal(Decoder& d) {
  WithdrawalCommand c;
  c.user_id = d.string();
  c.kind = read_optional_kind(d);
  c.address = d.string();
  c.message = d.id<MessageId>();
  c.channel = read_optional_channel(d);
  bool has_purpose = d.boolean();
  std::string_view purpose = d.string();
  if (has_purpose) c.purpose = purpose;
  c.objection = d.boolean();
  c.method = d.string();
  c.verbatim = d.string();
  c.ip = d.string();
  c.user_agent = d.string();
  return c;
}

void put(Encoder& e, const TimerCommand& c) {
  e.u8(kFirst)
      .time(c.due)
      .u8(static_cast<std::uint8_t>(c.what))
      .raw(as_view(c.entity))
      .raw(as_view(c.detail));
}

TimerCommand read_timer(Decoder& d) {
  TimerCommand c;
  c.due = d.time();
  c.what = static_cast<char>(d.u8());
  c.entity = read_bytes<16>(d);
  c.detail = read_bytes<16>(d);
  return c;
}

void put(Encoder& e, const ClaimCommand& c) {
  e.u8(kFirst).id(c.message).varint(c.epoch).varint(c.connection);
}

ClaimCommand read_claim(Decoder& d) {
  ClaimCommand c;
  c.message = d.id<MessageId>();
  c.epoch = d.varint();
  c.connection = read_u32(d);
  return c;
}

void put(Encoder& e, const OutcomeCommand& c) {
  e.u8(kFirst).id(c.message).u8(static_cast<std::uint8_t>(c.sent)).string(c.detail).boolean(c.recovered);
}

OutcomeCommand read_outcome(Decoder& d) {
  OutcomeCommand c;
  c.message = d.id<MessageId>();
  c.sent = read_enum(d, channels::Sent::not_begun, channels::Sent::unknown);
  c.detail = d.string();
  c.recovered = d.boolean();
  return c;
}

void put(Encoder& e, const DeploymentCommand& c) {
  e.u8(kFirst).string(c.policy).string(c.settings);
  put_list(e, c.journeys,
           [&](const JourneyText& j) { e.string(j.name).raw(as_view(j.version)).string(j.bundle); });
  e.string(c.deployer);
}

DeploymentCommand read_deployment(Decoder& d) {
  DeploymentCommand c;
  c.policy = d.string();
  c.settings = d.string();
  c.journeys = read_list(d, [&] {
    JourneyText j;
    j.name = d.string();
    j.version = read_bytes<32>(d);
    j.bundle = d.string();
    return j;
  });
  c.deployer = d.string();
  return c;
}

void put(Encoder& e, const BrakeCommand& c) {
  e.u8(kBrake).boolean(c.paused).string(c.journey);
  put(e, c.channel);
}

BrakeCommand read_brake(Decoder& d) {
  BrakeCommand c;
  c.paused = d.boolean();
  c.journey = d.string();
  c.channel = read_optional_channel(d);
  return c;
}

void put(Encoder& e, const KeyCommand& c) {
  e.u8(kFirst).raw(as_view(c.key_sha256)).string(c.credential.name);
  e.u8(static_cast<std::uint8_t>(c.credential.role)).boolean(c.credential.third_party);
  put_strings(e, c.credential.forms);
  put_strings(e, c.credential.notices);
}

KeyCommand read_key(Decoder& d) {
  KeyCommand c;
  c.key_sha256 = read_bytes<32>(d);
  c.credential.name = d.string();
  c.credential.role = read_enum(d, Role::ingest, Role::admin);
  c.credential.third_party = d.boolean();
  c.credential.forms = read_strings(d);
  c.credential.notices = read_strings(d);
  return c;
}

void put(Encoder& e, const EngineStartCommand& c) {
  e.u8(kFirst).varint(c.semantics).string(c.tzdata).varint(c.epoch);
  e.varint(c.carriers.size());
  for (const auto& [channel, carrier] : c.carriers) e.string(channel).raw(as_view(carrier));
}

EngineStartCommand read_engine_start(Decoder& d) {
  EngineStartCommand c;
  c.semantics = read_u32(d);
  c.tzdata = d.string();
  c.epoch = d.varint();
  using Carrier = std::pair<std::string, Bytes32>;
  auto carriers = read_list(d, [&] {
    std::string channel(d.string());
    return Carrier{std::move(channel), read_bytes<32>(d)};
  });
  c.carriers.insert(carriers.begin(), carriers.end());
  return c;
}

void put(Encoder& e, const ClockCommand& c) {
  e.u8(kFirst).time(c.to);
}

ClockCommand read_clock(Decoder& d) {
  ClockCommand c;
  c.to = d.time();
  return c;
}

// The command of `kind` whose first byte was `first`; nullopt: nobody writes such a one.
std::optional<Command> read(storage::InputKind kind, std::uint8_t first, Decoder& d) {
  if (kind == storage::InputKind::deployment && first == kBrake) return read_brake(d);
  if (kind == storage::InputKind::review && first == kJudgement) return read_judgement(d);
  if (first != kFirst) return std::nullopt;
  switch (kind) {
    case storage::InputKind::event:
      return read_event(d);
    case storage::InputKind::submission:
      return read_submission(d);
    case storage::InputKind::withdrawal:
      return read_withdrawal(d);
    case storage::InputKind::timer:
      return read_timer(d);
    case storage::InputKind::claim:
      return read_claim(d);
    case storage::InputKind::outcome:
      return read_outcome(d);
    case storage::InputKind::deployment:
      return read_deployment(d);
    case storage::InputKind::key_change:
      return read_key(d);
    case storage::InputKind::engine_start:
      return read_engine_start(d);
    case storage::InputKind::clock_jump:
      return read_clock(d);
    case storage::InputKind::import:
      return read_import(d);
    case storage::InputKind::review:
      return read_review(d);
    case storage::InputKind::confirmation:
      return read_confirmation(d);
    case storage::InputKind::preference:
      return read_preference(d);
    case storage::InputKind::access:
      return read_access(d);
    case storage::InputKind::inbound:
      return read_inbound(d);
    case storage::InputKind::receipt:
    case storage::InputKind::erasure:
    case storage::InputKind::effect:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Role role) {
  switch (role) {
    case Role::ingest:
      return "ingest";
    case Role::form:
      return "form";
    case Role::author:
      return "author";
    case Role::reviewer:
      return "reviewer";
    case Role::admin:
      return "admin";
  }
  return "ingest";
}

std::optional<Role> parse_role(std::string_view text) {
  for (Role role : kRoles) {
    if (name(role) == text) return role;
  }
  return std::nullopt;
}

storage::InputKind kind_of(const Command& command) {
  using storage::InputKind;
  return std::visit(overloaded{
                        [](const EventCommand&) { return InputKind::event; },
                        [](const SubmissionCommand&) { return InputKind::submission; },
                        [](const WithdrawalCommand&) { return InputKind::withdrawal; },
                        [](const TimerCommand&) { return InputKind::timer; },
                        [](const ClaimCommand&) { return InputKind::claim; },
                        [](const OutcomeCommand&) { return InputKind::outcome; },
                        [](const DeploymentCommand&) { return InputKind::deployment; },
                        [](const BrakeCommand&) { return InputKind::deployment; },
                        [](const KeyCommand&) { return InputKind::key_change; },
                        [](const EngineStartCommand&) { return InputKind::engine_start; },
                        [](const ClockCommand&) { return InputKind::clock_jump; },
                        [](const ReviewCommand&) { return InputKind::review; },
                        [](const ConfirmationCommand&) { return InputKind::confirmation; },
                        [](const PreferenceCommand&) { return InputKind::preference; },
                        [](const AccessCommand&) { return InputKind::access; },
                        [](const InboundCommand&) { return InputKind::inbound; },
                        [](const JudgementCommand&) { return InputKind::review; },
                        [](const ImportCommand&) { return InputKind::import; },
                    },
                    command);
}

std::string encode(const Command& command) {
  Encoder e;
  std::visit([&](const auto& c) { put(e, c); }, command);
  return e.take();
}

Result<Command> decode(storage::InputKind kind, std::string_view body) {
  Decoder d(body);
  std::uint8_t first = d.u8();
  std::optional<Command> command = read(kind, first, d);
  if (!command || !d.done()) {
    return fail(Errc::corrupt,
                fmt::format("{} bytes stored as an input of kind {} are no such command (first byte {})",
                            body.size(), static_cast<int>(kind), first));
  }
  return std::move(*command);
}

}  // namespace assent::engine
