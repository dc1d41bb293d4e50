#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "storage/audit_log.h"

namespace assent::storage {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMembers = 18;

constexpr std::array kTypes = {LeafType::submission,  LeafType::confirmation, LeafType::withdrawal,
                               LeafType::suppression, LeafType::decision,     LeafType::claim,
                               LeafType::outcome,     LeafType::deployment,   LeafType::key,
                               LeafType::erasure,     LeafType::access,       LeafType::snapshot,
                               LeafType::engine};

// Writes members in the order given, which is canonical when the names come sorted.
class MemberWriter {
 public:
  MemberWriter() { out_.reserve(800); }
  void number(std::string_view name, std::int64_t value) { begin(name) += std::to_string(value); }
  void number(std::string_view name, std::uint64_t value) { begin(name) += std::to_string(value); }
  void number(std::string_view name, const std::optional<Seq>& value) {
    if (!value) return null(name);
    number(name, *value);
  }
  void text(std::string_view name, std::string_view value) { append(begin(name), value); }
  void text(std::string_view name, const std::optional<std::string>& value) {
    if (!value) return null(name);
    text(name, std::string_view(*value));
  }
  void hex(std::string_view name, const Bytes32& value) { (begin(name) += '"').append(to_hex(value)) += '"'; }
  void hex(std::string_view name, const std::optional<Bytes32>& value) {
    if (!value) return null(name);
    hex(name, *value);
  }
  template <char K>
  void hex(std::string_view name, const std::optional<Id<K>>& value) {
    if (!value) return null(name);
    (begin(name) += '"').append(to_hex(value->raw())) += '"';
  }
  void list(std::string_view name, const std::optional<std::vector<std::string>>& values) {
    if (!values) return null(name);
    std::string& out = begin(name);
    out += '[';
    for (std::size_t i = 0; i < values->size(); ++i) {
      if (i > 0) out += ',';
      append(out, (*values)[i]);
    }
    out += ']';
  }
  std::string take() {
    out_ += '}';
    return std::move(out_);
  }

 private:
  std::string& begin(std::string_view name) {
    out_ += out_.empty() ? '{' : ',';
    return (out_ += '"').append(name).append("\":");
  }
  void null(std::string_view name) { begin(name) += "null"; }
  static void append(std::string& out, std::string_view value) {
    bool plain = std::all_of(value.begin(), value.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    });
    if (plain) {
      (out += '"').append(value) += '"';
    } else {
      out += canonical_json(json::value(json::string(value)));
    }
  }
  std::string out_;
};

// Reads members by name; remembers that something didn't fit, to be asked once.
class MemberReader {
 public:
  explicit MemberReader(const json::object& object) : object_(object) {}

  std::optional<std::uint64_t> number(std::string_view name) {
    const json::value* value = member(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
    if (value->is_uint64()) return value->get_uint64();
    fits_ = false;
    return std::nullopt;
  }
  std::optional<std::int64_t> signed_number(std::string_view name) {
    const json::value* value = member(name);
    if (value != nullptr && value->is_int64()) return value->get_int64();
    fits_ = fits_ && value == nullptr;
    return std::nullopt;
  }
  std::optional<std::string> text(std::string_view name) {
    const json::value* value = member(name);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    fits_ = fits_ && value == nullptr;
    return std::nullopt;
  }
  template <class Bytes>
  std::optional<Bytes> hex(std::string_view name) {
    auto digits = text(name);
    if (!digits) return std::nullopt;
    auto raw = from_hex(*digits);
    Bytes bytes{};
    if (!raw || raw->size() != bytes.size()) {
      fits_ = false;
      return std::nullopt;
    }
    std::memcpy(bytes.data(), raw->data(), bytes.size());
    return bytes;
  }
  template <class IdType>
  std::optional<IdType> id(std::string_view name) {
    auto bytes = hex<Bytes16>(name);
    if (!bytes) return std::nullopt;
    return IdType::from(*bytes);
  }
  std::optional<std::vector<std::string>> list(std::string_view name) {
    const json::value* value = member(name);
    if (value == nullptr) return std::nullopt;
    std::vector<std::string> out;
    fits_ = fits_ && value->is_array();
    if (!value->is_array()) return std::nullopt;
    for (const json::value& item : value->get_array()) {
      fits_ = fits_ && item.is_string();
      if (item.is_string()) out.emplace_back(item.get_string());
    }
    return out;
  }
  // A member that may not be null.
  template <class T>
  T must(std::optional<T> value) {
    fits_ = fits_ && value.has_value();
    return std::move(value).value_or(T{});
  }
  bool fits() const { return fits_; }

 private:
  const json::value* member(std::string_view name) {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr) fits_ = false;
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  const json::object& object_;
  bool fits_ = true;
};

}  // namespace

std::string_view name(LeafType type) {
  switch (type) {
    case LeafType::submission:
      return "submission";
    case LeafType::confirmation:
      return "confirmation";
    case LeafType::withdrawal:
      return "withdrawal";
    case LeafType::suppression:
      return "suppression";
    case LeafType::decision:
      return "decision";
    case LeafType::claim:
      return "claim";
    case LeafType::outcome:
      return "outcome";
    case LeafType::deployment:
      return "deployment";
    case LeafType::key:
      return "key";
    case LeafType::erasure:
      return "erasure";
    case LeafType::access:
      return "access";
    case LeafType::snapshot:
      return "snapshot";
    case LeafType::engine:
      return "engine";
  }
  return "engine";
}

std::optional<LeafType> parse_leaf_type(std::string_view text) {
  for (LeafType type : kTypes) {
    if (name(type) == text) return type;
  }
  return std::nullopt;
}

// RFC 8785 by hand, members in sorted order: a leaf is written for every decision, and a JSON tree of it
// would cost several times the hash.
std::string Leaf::canonical() const {
  MemberWriter w;
  w.number("allow_seq", allow_seq);
  w.text("channel", channel);
  w.hex("commitment", commitment);
  w.number("consent_seq", consent_seq);
  w.number("input_seq", input_seq);
  w.hex("journey_sha256", journey_sha256);
  w.hex("message_ref", message_ref);
  w.hex("notice_sha256", notice_sha256);
  w.text("outcome", outcome);
  w.hex("point_ref", point_ref);
  w.hex("policy_sha256", policy_sha256);
  w.text("purpose", purpose);
  w.list("reasons", reasons);
  w.number("seq", seq);
  w.hex("subject_ref", subject_ref);
  w.number("time", to_unix_ms(time));
  w.text("type", name(type));
  w.number("v", kVersion);
  return w.take();
}

Result<Leaf> parse_leaf(std::string_view canonical) {
  auto parsed = parse_json(canonical);
  if (!parsed) return std::move(parsed).error().within("an audit leaf can't be read");
  const json::object* object = parsed.value().if_object();
  if (object == nullptr) return fail(Errc::corrupt, "an audit leaf isn't a JSON object");
  MemberReader r(*object);
  Leaf leaf;
  leaf.allow_seq = r.number("allow_seq");
  leaf.channel = r.text("channel");
  leaf.commitment = r.must(r.hex<Bytes32>("commitment"));
  leaf.consent_seq = r.number("consent_seq");
  leaf.input_seq = r.must(r.number("input_seq"));
  leaf.journey_sha256 = r.hex<Bytes32>("journey_sha256");
  leaf.message_ref = r.id<MessageRef>("message_ref");
  leaf.notice_sha256 = r.hex<Bytes32>("notice_sha256");
  leaf.outcome = r.text("outcome");
  leaf.point_ref = r.id<PointRef>("point_ref");
  leaf.policy_sha256 = r.hex<Bytes32>("policy_sha256");
  leaf.purpose = r.text("purpose");
  leaf.reasons = r.list("reasons");
  leaf.seq = r.must(r.number("seq"));
  leaf.subject_ref = r.id<SubjectRef>("subject_ref");
  leaf.time = from_unix_ms(r.must(r.signed_number("time")));
  auto type = parse_leaf_type(r.must(r.text("type")));
  bool known = r.must(r.number("v")) == kVersion && type && object->size() == kMembers;
  if (!r.fits() || !known) return fail(Errc::corrupt, "an audit leaf doesn't have the members of version 1");
  leaf.type = *type;
  if (leaf.canonical() != canonical) return fail(Errc::corrupt, "an audit leaf isn't in canonical form");
  return leaf;
}

}  // namespace assent::storage
