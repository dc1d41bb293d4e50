#include "storage/audit_log.h"

#include <fmt/format.h>

#include <cstring>

#include "base/codec.h"
#include "storage/layout.h"

namespace assent::storage {
namespace {

constexpr std::string_view kCommitment = "assent/commitment/v1";
constexpr std::size_t kSubjectBytes = 17;

std::string tree_key() {
  return layout::singleton("tree");
}

Bytes32 commit_to(std::string_view plaintext, Seq seq, const SubjectKeys& keys) {
  Encoder number;
  number.big_endian64(seq);
  Bytes32 salt = hmac_sha256(as_view(keys.salt), number.view());
  return sha256({kCommitment, as_view(salt), plaintext});
}

// A payload lies with its subject in front; both are authenticated with the place where they lie.
std::string header_of(const Subject& subject) {
  std::string header(1, static_cast<char>(subject.kind));
  return header.append(as_view(subject.id));
}

std::optional<Subject> subject_of(std::string_view header) {
  Subject subject;
  bool known = false;
  for (auto kind : {Subject::Kind::workspace, Subject::Kind::contact, Subject::Kind::address}) {
    if (header[0] != static_cast<char>(kind)) continue;
    subject.kind = kind;
    known = true;
  }
  if (!known) return std::nullopt;
  std::memcpy(subject.id.data(), header.data() + 1, subject.id.size());
  return subject;
}

Error altered(Seq seq, std::string_view why) {
  return fail(Errc::corrupt, fmt::format("the payload of audit leaf {} {}", seq, why));
}

}  // namespace

Result<AuditLog> AuditLog::load(const Store& store) {
  AuditLog log;
  TRY(auto bytes, store.get(Space::state, tree_key()));
  if (bytes) {
    TRY(auto frontier, Frontier::decode(*bytes));
    log.frontier_ = std::move(frontier);
  }
  // The tree and the leaves are written in one batch: one without the other is no crash but damage.
  TRY(auto next, store.get(Space::log, layout::leaf(log.size())));
  bool last_is_there = true;
  if (log.size() > 0) {
    TRY(auto last, store.get(Space::log, layout::leaf(log.size() - 1)));
    last_is_there = last.has_value();
  }
  if (next || !last_is_there) {
    return fail(Errc::corrupt,
                fmt::format("the audit log doesn't end where its tree does, at {} leaves", log.size()));
  }
  return log;
}

Seq AuditLog::append(Leaf leaf, const json::value& payload, const Subject& subject, const SubjectKeys& keys,
                     WriteSet& writes) {
  leaf.seq = frontier_.size();
  std::string plaintext = canonical_json(payload);
  leaf.commitment = commit_to(plaintext, leaf.seq, keys);
  std::string canonical = leaf.canonical();
  writes.put(Space::log, layout::leaf(leaf.seq), canonical);

  std::string header = header_of(subject);
  std::string where = layout::payload(leaf.seq);
  std::string sealed = seal(keys.payload, leaf.seq, plaintext, where + header);
  writes.put(Space::log, where, header + sealed);
  frontier_.append(leaf_hash(canonical));
  return leaf.seq;
}

void AuditLog::save(WriteSet& writes) const {
  writes.put(Space::state, tree_key(), frontier_.encode());
}

Result<std::optional<Leaf>> read_leaf(const Store& store, Seq seq) {
  TRY(auto bytes, store.get(Space::log, layout::leaf(seq)));
  if (!bytes) return std::optional<Leaf>();
  TRY(auto leaf, parse_leaf(*bytes));
  if (leaf.seq != seq) return fail(Errc::corrupt, fmt::format("audit leaf {} says it is {}", seq, leaf.seq));
  return std::optional<Leaf>(std::move(leaf));
}

std::optional<Subject> payload_subject(std::string_view stored) {
  if (stored.size() < kSubjectBytes) return std::nullopt;
  return subject_of(stored.substr(0, kSubjectBytes));
}

Result<std::optional<json::value>> read_payload(const Store& store, const Keys& keys, const Leaf& leaf) {
  std::string where = layout::payload(leaf.seq);
  TRY(auto bytes, store.get(Space::log, where));
  if (!bytes) return std::optional<json::value>();  // deleted behind a snapshot
  if (bytes->size() < kSubjectBytes) return altered(leaf.seq, "is cut short");
  std::string header = bytes->substr(0, kSubjectBytes);
  auto subject = subject_of(header);
  if (!subject) return altered(leaf.seq, "names no known kind of subject");
  TRY(auto subject_keys, keys.look_up(*subject));
  if (!subject_keys) return std::optional<json::value>();

  std::string_view sealed = std::string_view(*bytes).substr(kSubjectBytes);
  auto plaintext = unseal(subject_keys->payload, leaf.seq, sealed, where + header);
  if (!plaintext) return altered(leaf.seq, "was altered");
  if (commit_to(plaintext.value(), leaf.seq, *subject_keys) != leaf.commitment) {
    return altered(leaf.seq, "isn't the one that the leaf commits to");
  }
  TRY(auto payload, parse_json(plaintext.value()));
  return std::optional<json::value>(std::move(payload));
}

}  // namespace assent::storage
