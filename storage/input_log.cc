#include "storage/input_log.h"

#include <fmt/format.h>

#include <cstring>

#include "base/codec.h"
#include "storage/layout.h"

// A record is: u8 version, u8 kind, i64 now, u8 subject kind, 16 subject, string credential, then the sealed
// entropy and body. All before the seal is authenticated with it, and so is the key under which it lies.
namespace assent::storage {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kEntropyBytes = 16;
constexpr auto kLastKind = static_cast<std::uint8_t>(InputKind::access);

const Bytes32& body_key(const SubjectKeys& keys, InputKind kind) {
  return is_evidence(kind) ? keys.evidence_body : keys.event_body;
}

std::string from_seq(Seq seq) {
  Encoder e;
  e.big_endian64(seq);
  return e.take();
}

Seq seq_of(std::string_view key) {
  Decoder d(key.substr(1));
  return d.big_endian64();
}

Error broken(Seq seq, std::string_view why) {
  return fail(Errc::corrupt, fmt::format("input {} in the log {}", seq, why));
}

// What stands before the seal.
std::optional<std::size_t> read_header(std::string_view value, Input& input) {
  Decoder d(value);
  bool known = d.u8() == kVersion;
  auto kind = d.u8();
  input.now = d.time();
  auto subject_kind = static_cast<Subject::Kind>(d.u8());
  std::string_view id = d.raw(input.subject.id.size());
  input.credential = d.string();
  known = known && d.ok() && kind >= 1 && kind <= kLastKind &&
          (subject_kind == Subject::Kind::workspace || subject_kind == Subject::Kind::contact ||
           subject_kind == Subject::Kind::address);
  if (!known) return std::nullopt;
  input.kind = static_cast<InputKind>(kind);
  input.subject.kind = subject_kind;
  std::memcpy(input.subject.id.data(), id.data(), id.size());
  return value.size() - d.left();
}

Result<InputReader::Record> read_record(const Keys& keys, std::string_view key, std::string_view value) {
  InputReader::Record record;
  Input& input = record.input;
  input.seq = seq_of(key);
  auto header = read_header(value, input);
  if (!header) return broken(input.seq, "can't be read: its version or its beginning is unknown");
  if (layout::input(input.kind, input.seq) != key) return broken(input.seq, "lies in the wrong key range");
  TRY(auto subject_keys, keys.look_up(input.subject));
  if (!subject_keys) {
    record.erased = true;
    return record;
  }
  std::string context(key);
  context.append(value.substr(0, *header));
  auto plaintext = unseal(body_key(*subject_keys, input.kind), input.seq, value.substr(*header), context);
  if (!plaintext || plaintext.value().size() < kEntropyBytes) return broken(input.seq, "was altered");
  std::memcpy(input.entropy.bytes.data(), plaintext.value().data(), kEntropyBytes);
  input.body = plaintext.value().substr(kEntropyBytes);
  return record;
}

// What can't be read belongs to everybody: whoever reads it is told.
bool belongs(std::string_view value, const std::set<Subject>& subjects) {
  Input input;
  return !read_header(value, input) || subjects.contains(input.subject);
}

}  // namespace

void append_input(const Input& input, const SubjectKeys& keys, WriteSet& writes) {
  Encoder header;
  header.u8(kVersion).u8(static_cast<std::uint8_t>(input.kind)).time(input.now);
  header.u8(static_cast<std::uint8_t>(input.subject.kind))
      .raw(as_view(input.subject.id))
      .string(input.credential);
  std::string key = layout::input(input.kind, input.seq);
  std::string plaintext(as_view(input.entropy.bytes));
  plaintext.append(input.body);
  std::string value = header.take();
  std::string context = key + value;
  value += seal(body_key(keys, input.kind), input.seq, plaintext, context);
  writes.put(Space::log, key, value);
}

std::optional<Utc> recorded_at(std::string_view record) {
  Input input;
  if (!read_header(record, input)) return std::nullopt;
  return input.now;
}

InputReader::InputReader(const Store& store, const Keys& keys, Seq from, const std::set<Subject>* only)
    : keys_(keys),
      only_(only),
      events_(store.scan(Space::log, "e", from_seq(from))),
      evidence_(store.scan(Space::log, "v", from_seq(from))) {}

Result<std::optional<InputReader::Record>> InputReader::next() {
  for (Cursor* cursor : {&events_, &evidence_}) {
    while (only_ && cursor->valid() && !belongs(cursor->value(), *only_)) cursor->next();
  }
  TRY(events_.status());
  TRY(evidence_.status());
  if (!events_.valid() && !evidence_.valid()) return std::optional<Record>();
  bool take_event =
      !evidence_.valid() || (events_.valid() && seq_of(events_.key()) < seq_of(evidence_.key()));
  Cursor& cursor = take_event ? events_ : evidence_;
  TRY(auto record, read_record(keys_, cursor.key(), cursor.value()));
  cursor.next();
  return std::optional<Record>(std::move(record));
}

}  // namespace assent::storage
