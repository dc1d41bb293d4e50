#include "storage/entity_codec.h"
#include "storage/fields.h"

// u8 version, then the fields in the order below. History names each event once: a table of names in order of
// first appearance, then (number of the name, source, time after the one before, input in which bits it differs from that
// before) for each entry.
namespace assent::storage {
namespace {

constexpr std::uint8_t kVersion = 1;

// Numbers names in the order in which they first come. Contacts repeat few names many times, and the same
// name often comes twice in a row or shares no slot with another.
class NameTable {
 public:
  std::size_t number_of(std::string_view name) {
    std::size_t& slot = slots_[slot_of(name)];
    if (slot < names_.size() && names_[slot] == name) return slot;
    std::size_t number = 0;
    while (number < names_.size() && names_[number] != name) ++number;
    if (number == names_.size()) names_.push_back(name);
    slot = number;
    return number;
  }
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  static constexpr std::size_t kSlots = 64;
  static std::size_t slot_of(std::string_view name) {
    if (name.empty()) return 0;
    return (name.size() * 7 + static_cast<unsigned char>(name.front()) * 3 +
            static_cast<unsigned char>(name.back()) + static_cast<unsigned char>(name[name.size() / 2]) * 5) %
           kSlots;
  }
  std::vector<std::string_view> names_;
  std::size_t slots_[kSlots] = {};
};

// A contact's history is written anew with every event of theirs, so its entries go straight into room that
// is surely enough (10 bytes each varint at most), without a check a byte.
constexpr std::size_t kEntryBytes = 10 + 1 + 10 + 10;

// The time since the one before is a small number. Any two instants have one: it wraps. Zigzag, as
// Encoder::i64.
std::uint64_t step_between(Utc previous, Utc t) {
  auto step = static_cast<std::uint64_t>(to_unix_ms(t)) - static_cast<std::uint64_t>(to_unix_ms(previous));
  return (step << 1) ^ (step >> 63 != 0 ? ~std::uint64_t{0} : 0);
}
Utc step_from(Utc previous, std::int64_t step) {
  return from_unix_ms(static_cast<std::int64_t>(static_cast<std::uint64_t>(to_unix_ms(previous)) +
                                                static_cast<std::uint64_t>(step)));
}

char* put_varint(char* at, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) *at++ = static_cast<char>(v | 0x80);
  *at++ = static_cast<char>(v);
  return at;
}

void put_history(Encoder& e, const std::vector<HistoryEntry>& history) {
  NameTable table;
  std::string entries(history.size() * kEntryBytes, '\0');
  char* at = entries.data();
  Utc previous{};
  Seq before = 0;
  for (const HistoryEntry& entry : history) {
    at = put_varint(at, table.number_of(entry.event));
    *at++ = static_cast<char>(entry.source);
    at = put_varint(at, step_between(previous, entry.at));
    at = put_varint(at, entry.input ^ before);
    previous = entry.at;
    before = entry.input;
  }
  entries.resize(static_cast<std::size_t>(at - entries.data()));
  e.varint(table.names().size());
  for (std::string_view name : table.names()) e.string(name);
  e.varint(history.size()).raw(entries);
}

std::vector<HistoryEntry> get_history(FieldReader& r) {
  std::vector<std::string_view> names;
  r.list([&] { names.push_back(r.string()); });
  std::vector<HistoryEntry> history;
  Utc previous{};
  Seq before = 0;
  r.list([&] {
    HistoryEntry entry;
    std::uint64_t number = r.varint();
    if (number >= names.size()) return r.fail();
    entry.event = names[number];
    entry.source = r.one_of(Source::third_party);
    entry.at = previous = step_from(previous, r.i64());
    entry.input = before = before ^ r.varint();
    history.push_back(std::move(entry));
  });
  return history;
}

void put_person(Encoder& e, const channels::Person& person) {
  e.boolean(person.erased).boolean(person.restricted);
  e.varint(person.stops.size());
  for (const auto& stop : person.stops) put(e, stop);
  e.varint(person.pauses.size());
  for (const auto& pause : person.pauses) {
    put_optional(e, pause.channel, [&](const Channel& c) { put(e, c); });
    put_optional(e, pause.purpose, [&](const std::string& p) { e.string(p); });
    e.time(pause.until);
  }
  e.varint(person.claims.size());
  for (const auto& claim : person.claims) put(e, claim);
}

channels::Person get_person(FieldReader& r, ContactId id) {
  channels::Person person;
  person.id = id;
  person.erased = r.flag();
  person.restricted = r.flag();
  r.list([&] { person.stops.push_back(get_stop(r)); });
  r.list([&] {
    channels::Pause pause;
    pause.channel = r.optional([&] { return get_channel(r); });
    pause.purpose = r.optional([&] { return r.text(); });
    pause.until = r.time();
    person.pauses.push_back(std::move(pause));
  });
  r.list([&] { person.claims.push_back(get_claim(r)); });
  return person;
}

// One byte says which there are; most contacts have none.
enum Preference : std::uint8_t { has_pace = 1, has_quiet_hours = 2, has_preferred = 4, all_preferences = 7 };

void put_preferences(Encoder& e, const channels::Person& person) {
  e.u8(static_cast<std::uint8_t>((person.pace ? has_pace : 0) |
                                 (person.own_quiet_hours ? has_quiet_hours : 0) |
                                 (person.preferred ? has_preferred : 0)));
  if (person.pace) e.varint(person.pace->messages).i64(person.pace->window.count());
  if (person.own_quiet_hours)
    e.varint(person.own_quiet_hours->from_minute).varint(person.own_quiet_hours->to_minute);
  if (person.preferred) put(e, *person.preferred);
}

std::uint16_t get_minute(FieldReader& r) {
  std::uint64_t minute = r.varint();
  if (minute >= 24 * 60) r.fail();
  return static_cast<std::uint16_t>(minute);
}

void get_preferences(FieldReader& r, channels::Person& person) {
  std::uint8_t there = r.u8();
  if (there > all_preferences) return r.fail();
  if (there & has_pace) {
    channels::Cap pace;
    pace.messages = r.number32();
    pace.window = Millis(r.i64());
    person.pace = pace;
  }
  if (there & has_quiet_hours) {
    channels::QuietHours hours;
    hours.from_minute = get_minute(r);
    hours.to_minute = get_minute(r);
    person.own_quiet_hours = hours;
  }
  if (there & has_preferred) person.preferred = get_channel(r);
}

void put_run(Encoder& e, const workflows::Run& run) {
  e.id(run.id).string(run.journey).raw(as_view(run.version)).string(run.key).string(run.occasion);
  e.string(run.event.name).string(run.event.message_id);
  encode_json(e, run.event.properties);
  e.u8(static_cast<std::uint8_t>(run.event.source)).time(run.event.at);
  e.time(run.entered_at)
      .varint(run.at)
      .u8(static_cast<std::uint8_t>(run.phase))
      .time(run.wake_at)
      .id(run.message);
  const bool marked = run.third_party_read || run.depth != 0;
  const bool heard = !run.received.empty() || !run.seen.empty();
  e.time(run.since).u8(
      static_cast<std::uint8_t>((run.held_out ? 1 : 0) | (marked ? 2 : 0) | (heard ? 4 : 0)));
  if (marked) e.boolean(run.third_party_read).u8(run.depth);
  if (!heard) return;
  encode_json(e, run.received);
  e.varint(run.seen.size());
  for (const workflows::Seen& seen : run.seen) {
    e.u8(static_cast<std::uint8_t>(seen.what)).string(seen.name);
    encode_json(e, seen.properties);
  }
}

workflows::Run get_run(FieldReader& r) {
  workflows::Run run;
  run.id = r.id<RunId>();
  run.journey = r.text();
  run.version = r.bytes<Bytes32>();
  run.key = r.text();
  run.occasion = r.text();
  run.event.name = r.text();
  run.event.message_id = r.text();
  run.event.properties = decode_json_object(r);
  run.event.source = r.one_of(Source::third_party);
  run.event.at = r.time();
  run.entered_at = r.time();
  run.at = r.number32();
  run.phase = r.one_of(workflows::Phase::calling);
  run.wake_at = r.time();
  run.message = r.id<MessageId>();
  run.since = r.time();
  const std::uint8_t has = r.u8();
  if (has > 7) r.fail();
  run.held_out = (has & 1) != 0;
  if ((has & 2) != 0) {
    run.third_party_read = r.flag();
    run.depth = r.u8();
  }
  if ((has & 4) == 0) return run;
  run.received = decode_json_object(r);
  r.list([&] {
    workflows::Seen seen;
    seen.what = r.one_of(workflows::Happening::click);
    seen.name = r.text();
    seen.properties = decode_json_object(r);
    run.seen.push_back(std::move(seen));
  });
  return run;
}

void put_memory(Encoder& e, const JourneyMemory& memory) {
  e.string(memory.journey).string(memory.key);
  e.time(memory.last_entered).varint(memory.input);
}

JourneyMemory get_memory(FieldReader& r) {
  JourneyMemory memory;
  memory.journey = r.text();
  memory.key = r.text();
  memory.last_entered = r.time();
  memory.input = r.varint();
  return memory;
}

void put_attributes(Encoder& e, const std::map<std::string, Attribute, std::less<>>& attributes) {
  e.varint(attributes.size());
  for (const auto& [name, attribute] : attributes) {
    e.string(name);
    encode_json(e, attribute.value);
    e.u8(static_cast<std::uint8_t>(attribute.source)).time(attribute.at).varint(attribute.input);
  }
}

std::map<std::string, Attribute, std::less<>> get_attributes(FieldReader& r) {
  std::map<std::string, Attribute, std::less<>> attributes;
  r.list([&] {
    std::string name = r.text();
    Attribute attribute;
    attribute.value = decode_json(r);
    attribute.source = r.one_of(Source::third_party);
    attribute.at = r.time();
    attribute.input = r.varint();
    attributes.insert_or_assign(attributes.end(), std::move(name), std::move(attribute));
  });
  return attributes;
}

}  // namespace

std::string encode(const Contact& contact) {
  Encoder e;
  e.u8(kVersion).id(contact.id).id(contact.ref).string(contact.user_id);
  e.varint(contact.anonymous_ids.size());
  for (const auto& id : contact.anonymous_ids) e.string(id);
  e.time(contact.created_at);
  put_person(e, contact.person);
  put_attributes(e, contact.attributes);
  e.varint(contact.countries.size());
  for (const auto& [source, country] : contact.countries)
    e.u8(static_cast<std::uint8_t>(source)).string(country);
  put_history(e, contact.history);
  e.varint(contact.runs.size());
  for (const auto& run : contact.runs) put_run(e, run);
  e.varint(contact.memories.size());
  for (const auto& memory : contact.memories) put_memory(e, memory);
  e.varint(contact.points.size());
  for (const auto& hold : contact.points) {
    put(e, hold.kind);
    e.id(hold.address);
  }
  e.varint(contact.merged.size());
  for (ContactId id : contact.merged) e.id(id);
  e.id(contact.merged_into);
  put_preferences(e, contact.person);
  e.varint(contact.other_user_ids.size());
  for (const auto& id : contact.other_user_ids) e.string(id);
  return e.take();
}

Result<Contact> decode_contact(std::string_view bytes) {
  FieldReader r(bytes);
  if (r.u8() != kVersion) return fail(Errc::corrupt, "a contact in the store has an unknown version");
  Contact contact;
  contact.id = r.id<ContactId>();
  contact.ref = r.id<SubjectRef>();
  contact.user_id = r.text();
  r.list([&] { contact.anonymous_ids.push_back(r.text()); });
  contact.created_at = r.time();
  contact.person = get_person(r, contact.id);
  contact.attributes = get_attributes(r);
  r.list([&] {
    Source source = r.one_of(Source::third_party);
    contact.countries.insert_or_assign(source, r.text());
  });
  contact.history = get_history(r);
  r.list([&] { contact.runs.push_back(get_run(r)); });
  r.list([&] { contact.memories.push_back(get_memory(r)); });
  r.list([&] {
    PointKind kind = get_point_kind(r);
    contact.points.push_back({std::move(kind), r.id<AddressId>()});
  });
  r.list([&] { contact.merged.push_back(r.id<ContactId>()); });
  contact.merged_into = r.id<ContactId>();
  get_preferences(r, contact.person);
  r.list([&] { contact.other_user_ids.push_back(r.text()); });
  if (!r.done()) return fail(Errc::corrupt, "a contact in the store can't be read");
  return contact;
}

}  // namespace assent::storage
