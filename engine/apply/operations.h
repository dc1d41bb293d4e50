// What operators and the engine itself do, on the record: deployments, keys, starts, the virtual clock.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

void apply_deployment(Applying& a, const DeploymentCommand& deployment);
void apply_key(Applying& a, const KeyCommand& key);
// Where each channel led when the engine last started; empty before the first start.
std::map<std::string, Bytes32> carriers_in(std::string_view stored);
void apply_engine_start(Applying& a, const EngineStartCommand& start);
void apply_clock(Applying& a, const ClockCommand& clock);

// Digest of what a deployment puts in force; kept under the singleton "deployed_digest", so that an unchanged
// workspace is not deployed again.
Bytes32 digest_of(const DeploymentCommand& deployment);

// Stored API keys: by the SHA-256 of the key.
std::string encode(const Credential& credential);
std::optional<Credential> decode_credential(std::string_view bytes);

}  // namespace assent::engine
