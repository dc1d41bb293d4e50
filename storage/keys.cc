#include "storage/keys.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/hmac_key.h"
#include "base/limits.h"
#include "storage/key_cache.h"
#include "storage/layout.h"
#include "storage/secrets.h"

namespace assent::storage {
namespace {

constexpr std::string_view kCheckText = "assent/master-check/v1";

// What both root keys of a subject look like unwrapped: events, then evidence.
constexpr std::size_t kRootsBytes = 64;

// A key that is there but can't be read must never pass for one that was erased: the contact would be made
// anew over what they agreed to and what they stopped. There is no safe way to go on.
[[noreturn]] void stop(const Error& error) {
  fmt::print(stderr, "assent: stopping, because {}\n", error.message);
  std::abort();
}

// HKDF's second half alone (RFC 5869, section 3.3): the roots are uniformly random, there is nothing to
// extract.
Bytes32 expand(const HmacKey& root, std::string_view label) {
  std::string info(label);
  info.push_back('\x01');
  return root.sign(info);
}

// What dies with the events key: behaviour and the entity's record. With the evidence key: the proof.
std::shared_ptr<const SubjectKeys> derive(std::string_view roots) {
  HmacKey events(roots.substr(0, 32));
  HmacKey evidence(roots.substr(32));
  auto keys = std::make_shared<SubjectKeys>();
  keys->event_body = expand(events, "assent/event-body/v1");
  keys->entity = expand(events, "assent/entity/v1");
  keys->evidence_body = expand(evidence, "assent/evidence-body/v1");
  keys->payload = expand(evidence, "assent/payload/v1");
  keys->trace = expand(events, "assent/trace/v1");
  keys->salt = expand(evidence, "assent/salt/v1");
  return keys;
}

std::string random_roots() {
  std::string roots(as_view(random_key()));
  roots.append(as_view(random_key()));
  return roots;
}

}  // namespace

struct Keys::Impl {
  const Store& store;
  MasterKey master;
  std::optional<HmacKey> pepper;
  mutable KeyCache cache{limits::contact_cache};

  Impl(const Store& s, MasterKey m) : store(s), master(std::move(m)) {
    auto loaded = load_pepper();
    if (!loaded) stop(loaded.error());
  }

  Result<void> load_pepper() {
    TRY(auto wrapped, store.get(Space::state, pepper_key()));
    if (!wrapped) return fail(Errc::corrupt, "the store has no pepper: ensure_workspace_keys comes first");
    TRY(auto secret, master.unwrap(*wrapped, pepper_key()));
    if (secret.size() != sizeof(Bytes32))
      return fail(Errc::corrupt, "the pepper in the store has a wrong size");
    pepper.emplace(secret);
    return ok();
  }

  Result<std::shared_ptr<const SubjectKeys>> look_up(const Subject& subject) const {
    if (auto cached = cache.get(subject)) return cached;
    std::string key = layout::keys(subject);
    TRY(auto wrapped, store.get(Space::state, key));
    if (!wrapped) return std::shared_ptr<const SubjectKeys>();
    TRY(auto roots, master.unwrap(*wrapped, key));
    if (roots.size() != kRootsBytes)
      return fail(Errc::corrupt, "a subject's keys in the store have a wrong size");
    auto keys = derive(roots);
    cache.put(subject, keys);
    return keys;
  }
};

Keys::Keys(const Store& store, MasterKey master) : impl_(std::make_unique<Impl>(store, std::move(master))) {}
Keys::~Keys() = default;

Result<std::shared_ptr<const SubjectKeys>> Keys::look_up(const Subject& subject) const {
  return impl_->look_up(subject);
}

std::shared_ptr<const SubjectKeys> Keys::find(const Subject& subject) const {
  auto found = impl_->look_up(subject);
  if (!found) stop(found.error());
  return found.value();
}

std::shared_ptr<const SubjectKeys> Keys::create(const Subject& subject, WriteSet& writes) {
  if (auto present = find(subject)) return present;
  std::string roots = random_roots();
  std::string key = layout::keys(subject);
  writes.put(Space::state, key, impl_->master.wrap(roots, key));
  auto keys = derive(roots);
  impl_->cache.put(subject, keys);
  return keys;
}

Bytes16 Keys::fingerprint(std::string_view domain, std::string_view text) const {
  std::string message;
  message.reserve(domain.size() + 1 + text.size());
  message.append(domain).push_back('\0');
  message.append(text);
  Bytes32 digest = impl_->pepper->sign(message);
  Bytes16 out;
  std::memcpy(out.data(), digest.data(), out.size());
  return out;
}

Result<void> ensure_workspace_keys(Store& store, const MasterKey& master) {
  std::string workspace_key = layout::keys(Subject::workspace());
  TRY(auto check, store.get(Space::state, master_check_key()));
  TRY(auto pepper, store.get(Space::state, pepper_key()));
  TRY(auto workspace, store.get(Space::state, workspace_key));
  if (!check && !pepper && !workspace) {
    WriteSet writes;
    writes.put(Space::state, workspace_key, master.wrap(random_roots(), workspace_key));
    writes.put(Space::state, pepper_key(), master.wrap(as_view(random_key()), pepper_key()));
    writes.put(Space::state, master_check_key(), master.wrap(kCheckText, master_check_key()));
    return store.commit(std::move(writes));
  }
  if (!check || !pepper || !workspace) {
    return fail(Errc::corrupt, "the store has lost some of its own keys. Restore it from a backup");
  }
  auto text = master.unwrap(*check, master_check_key());
  if (!text || text.value() != kCheckText) {
    return fail(Errc::invalid,
                "the master key isn't the one this store was made with. Put that one back where "
                "`keys: master` in assent.yaml points; without it nothing in the store can be read");
  }
  return ok();
}

}  // namespace assent::storage
