#include "engine/rehearsal/sinks.h"

#include <algorithm>

namespace assent::engine {

class Sinks::Sink final : public channels::Transport {
 public:
  Sink(Sinks& sinks, const Clock& clock) : sinks_(sinks), clock_(clock) {}

  channels::SendResult send(channels::Approved approved) override {
    if (!approved.begin(clock_.now())) return {channels::Sent::not_begun, "stopped before it began"};
    return sinks_.take(approved.letter());
  }
  std::optional<channels::Idempotence> idempotent() const override {
    return channels::Idempotence{std::chrono::milliseconds::max()};
  }
  unsigned connections() const override { return 1; }
  bool embedded() const override { return true; }

 private:
  Sinks& sinks_;
  const Clock& clock_;
};

std::function<std::unique_ptr<channels::Transport>(const ChannelSettings&, const Clock&)> Sinks::opener() {
  return [this](const ChannelSettings&, const Clock& clock) { return std::make_unique<Sink>(*this, clock); };
}

channels::SendResult Sinks::take(const channels::Letter& letter) {
  auto carrier = carriers_.find(letter.channel);
  switch (carrier == carriers_.end() ? Carrier::accepts : carrier->second) {
    case Carrier::rejects:
      return {channels::Sent::rejected, "this rehearsal's carrier rejects"};
    case Carrier::loses:
      return {channels::Sent::unknown, "this rehearsal's carrier gave no answer"};
    case Carrier::accepts:
      break;
  }
  std::lock_guard lock(mutex_);
  bool repeat = std::any_of(letters_.begin(), letters_.end(),
                            [&](const channels::Letter& l) { return l.message == letter.message; });
  if (!repeat) letters_.push_back(letter);
  return {channels::Sent::accepted, ""};
}

std::vector<channels::Letter> Sinks::letters() const {
  std::lock_guard lock(mutex_);
  return letters_;
}

}  // namespace assent::engine
