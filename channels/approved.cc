#include "channels/approved.h"

#include <algorithm>

#include "base/codec.h"
#include "base/hash.h"
#include "base/limits.h"

namespace assent::channels {

Bytes32 Letter::content_sha256() const {
  // Length-prefixed, so that no two letters run together.
  Encoder e;
  e.id(message).string(channel.text()).string(purpose).string(to).string(from).string(subject).string(text);
  e.string(html).string(unsubscribe_url).string(message_id_host).string(checkpoint).time(date);
  return sha256(e.view());
}

bool Approved::begin(Utc now) {
  Fence* fence = std::exchange(fence_, nullptr);
  if (fence == nullptr) return false;
  // A clock that jumped back must not keep an approval alive either.
  Millis age = now - made_at_;
  if (age > limits::approval_lifetime || age < -Millis(limits::approval_lifetime)) return false;
  return fence->begin(letter_.message);
}

std::optional<Approved> approve(const Decision& decision, Stage stage, Letter letter, Utc now, Fence& fence) {
  if (stage != Stage::claim || decision.outcome != Outcome::allow) return std::nullopt;
  // A Decision is plain data. One that the gate made has judged every reason and found nothing against it.
  bool complete = decision.reasons.empty() && decision.checks.size() == kReasons.size();
  bool clean = std::none_of(decision.checks.begin(), decision.checks.end(),
                            [](const Check& c) { return c.result == CheckResult::fail; });
  if (!complete || !clean) return std::nullopt;
  return Approved(std::move(letter), now, fence);
}

}  // namespace assent::channels
