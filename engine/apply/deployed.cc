#include "engine/apply/deployed.h"

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

// The packs of the deployment, which another binary may have made with other ones.
Result<std::shared_ptr<const channels::Packs>> parse_regimes(const json::object& settings) {
  std::vector<channels::PackText> texts;
  const json::value* regimes = settings.if_contains("regimes");
  if (regimes && regimes->is_object()) {
    for (const auto& member : regimes->get_object()) {
      if (const json::string* text = member.value().if_string())
        texts.push_back({std::string_view(member.key().data(), member.key().size()),
                         std::string_view(text->data(), text->size())});
    }
  }
  auto ours = channels::built_in_pack_texts();
  bool same = std::equal(texts.begin(), texts.end(), ours.begin(), ours.end(),
                         [](const auto& x, const auto& y) { return x.id == y.id && x.text == y.text; });
  if (same) return channels::built_in_packs();
  return channels::load_packs(texts);
}

Result<DeployedSettings> parse_settings(std::string_view text) {
  TRY(json::value parsed, parse_json(text));
  const json::object* object = parsed.if_object();
  if (!object) return fail(Errc::corrupt, "a deployment's settings are not an object");
  DeployedSettings out;
  if (auto* s = string_member(*object, "audit_origin")) out.audit_origin = s->c_str();
  if (auto* s = string_member(*object, "public_url")) out.public_url = s->c_str();
  TRY(out.regimes, parse_regimes(*object));
  std::map<std::string, std::string> wordings;
  if (const json::value* files = object->if_contains("wordings"); files && files->is_object()) {
    for (const auto& file : files->get_object())
      if (file.value().is_string()) wordings[file.key()] = file.value().get_string();
  }
  TRY(out.wordings, Wordings::parse(wordings));
  if (const json::value* sources = object->if_contains("sources"))
    out.sources = SourceLabels::from_json(*sources);
  const json::value* channels = object->if_contains("channels");
  if (!channels || !channels->is_object()) return out;
  for (const auto& member : channels->get_object()) {
    if (!member.value().is_object()) continue;
    if (auto* from = string_member(member.value().get_object(), "from"))
      out.from[member.key()] = from->c_str();
  }
  return out;
}

Result<std::shared_ptr<const channels::Policy>> parse_policy(const std::string& text,
                                                             const DeployedSettings& settings) {
  Issues issues("policy.yaml", text);
  auto policy = channels::load_policy(text, issues, settings.regimes);
  if (!policy)
    return fail(Errc::corrupt, "a deployed policy.yaml no longer reads: " + issues.all().front().message);
  return std::make_shared<const channels::Policy>(std::move(*policy));
}

Result<std::string> read_blob(const storage::Store& store, const Bytes32& sha256) {
  TRY(auto text, store.get(storage::Space::log, storage::layout::blob(sha256)));
  if (!text) return fail(Errc::corrupt, "the deployed text " + to_hex(sha256) + " is missing from the store");
  return std::move(*text);
}

Bytes32 digest(Decoder& record) {
  Bytes32 out{};
  std::string_view raw = record.raw(32);
  if (raw.size() == 32) std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(out.data()));
  return out;
}

}  // namespace

std::string Deployed::stored() const {
  Encoder record;
  record.u8(1).raw(as_view(policy_->sha256)).raw(as_view(settings_sha256_)).varint(in_force_.size());
  for (const auto& [name, journey] : in_force_)
    record.string(name).raw(as_view(journey.version)).string(journey.event).varint(journey.since);
  return record.take();
}

Result<void> Deployed::load(std::string_view stored, Compile how) {
  if (stored.empty()) return ok();
  Decoder record(stored);
  record.u8();
  Bytes32 policy = digest(record);
  Bytes32 settings = digest(record);
  TRY(std::string settings_text, read_blob(store_, settings));
  settings_sha256_ = settings;
  TRY(settings_, parse_settings(settings_text));
  TRY(std::string policy_text, read_blob(store_, policy));
  TRY(policy_, parse_policy(policy_text, settings_));
  for (std::uint64_t left = record.varint(); left > 0 && record.ok(); --left) {
    std::string name(record.string());
    InForce& journey = in_force_[name];
    journey.version = digest(record);
    journey.event = std::string(record.string());
    journey.since = record.varint();
  }
  if (!record.done()) return fail(Errc::corrupt, "the record of the deployment in force is broken");
  if (how == Compile::when_asked) return ok();
  for (const auto& [name, journey] : in_force_) {
    TRY(std::string bundle, read_blob(store_, journey.version));
    TRY(compile(journey.version, bundle, *policy_));
  }
  index();
  return ok();
}

Result<void> Deployed::install(const DeploymentCommand& command, Seq input) {
  TRY(auto settings, parse_settings(command.settings));
  TRY(auto policy, parse_policy(command.policy, settings));
  std::map<std::string, InForce> in_force;
  for (const JourneyText& journey : command.journeys) {
    TRY(const Bundle* bundle, compile(journey.version, journey.bundle, *policy));
    auto before = in_force_.find(journey.name);
    bool same = before != in_force_.end() && before->second.version == journey.version;
    in_force[journey.name] = {journey.version, bundle->journey.enter.event(),
                              same ? before->second.since : input};
  }
  policy_ = std::move(policy);
  settings_ = std::move(settings);
  settings_sha256_ = sha256(command.settings);
  in_force_ = std::move(in_force);
  index();
  return ok();
}

Result<const Bundle*> Deployed::compile(const Bytes32& version, std::string_view bundle,
                                        const channels::Policy& policy) {
  if (auto found = bundles_.find(version); found != bundles_.end()) return found->second.get();
  TRY(Bundle compiled, load_bundle(bundle, policy));
  compiled.journey.version = version;
  auto& place = bundles_[version];
  place = std::make_unique<Bundle>(std::move(compiled));
  return place.get();
}

void Deployed::index() {
  entrances_ = Entrances();
  for (const auto& [name, journey] : in_force_) entrances_.add(*bundles_.at(journey.version));
}

const Bundle* Deployed::version(const Bytes32& version) {
  if (auto found = bundles_.find(version); found != bundles_.end()) return found->second.get();
  auto text = read_blob(store_, version);
  if (!text) return nullptr;
  auto compiled = compile(version, text.value(), *policy_);
  return compiled ? compiled.value() : nullptr;
}

}  // namespace assent::engine
