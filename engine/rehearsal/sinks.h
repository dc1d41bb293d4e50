// Where a rehearsal's messages end: a transport that keeps each letter and hands it to nobody.
//
//   Sinks sinks({{Channel(), Carrier::rejects}});
//   engine options: stage.transport = sinks.opener()
//   sinks.letters();                       // in the order in which they were handed over
//
// A transport like any other: it takes an Approved, asks begin(), and is idempotent for ever. Safe from any
// thread; must outlive the engine.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "channels/transports/transport.h"
#include "engine/workspace/settings.h"

namespace assent::engine {

enum class Carrier : std::uint8_t { accepts, rejects, loses };  // loses: the outcome is unknown

class Sinks {
 public:
  explicit Sinks(std::map<Channel, Carrier> carriers = {}) : carriers_(std::move(carriers)) {}

  std::function<std::unique_ptr<channels::Transport>(const ChannelSettings&, const Clock&)> opener();
  std::vector<channels::Letter> letters() const;

 private:
  class Sink;
  channels::SendResult take(const channels::Letter& letter);

  std::map<Channel, Carrier> carriers_;
  mutable std::mutex mutex_;
  std::vector<channels::Letter> letters_;  // guarded by mutex_
};

}  // namespace assent::engine
