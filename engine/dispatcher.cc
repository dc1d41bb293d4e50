#include "engine/dispatcher.h"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/limits.h"

namespace assent::engine {

struct Dispatcher::Connection {
  std::uint32_t number = 0;
  std::mutex mutex;
  std::condition_variable wake;
  std::optional<channels::Approved> next;  // guarded by mutex
  bool stopping = false;                   // guarded by mutex
  std::thread thread;
};

Dispatcher::Line::Line() = default;
Dispatcher::Line::~Line() = default;

Dispatcher::Dispatcher(Barrier& barrier, Wants wants, Lands lands)
    : barrier_(barrier), wants_(std::move(wants)), lands_(std::move(lands)) {}

Dispatcher::~Dispatcher() {
  stop();
}

void Dispatcher::add(const Channel& channel, std::unique_ptr<channels::Transport> transport) {
  Line& line = lines_[channel];
  line.transport = std::move(transport);
  for (unsigned i = 0; i < line.transport->connections(); ++i) {
    line.connections.push_back(std::make_unique<Connection>());
    Connection& connection = *line.connections.back();
    connection.number = i;
    connection.thread =
        std::thread([this, channel, &line, &connection] { serve(channel, *line.transport, connection); });
  }
}

void Dispatcher::deliver(const Channel& channel, std::uint32_t number, channels::Approved approved) {
  Connection& connection = *lines_.at(channel).connections.at(number);
  {
    std::lock_guard lock(connection.mutex);
    connection.next = std::move(approved);
  }
  connection.wake.notify_one();
}

bool Dispatcher::repeatable(const Channel& channel) const {
  auto found = lines_.find(channel);
  return found != lines_.end() && found->second.transport->idempotent().has_value();
}

bool Dispatcher::all_embedded() const {
  for (const auto& [channel, line] : lines_) {
    if (!line.transport->embedded()) return false;
  }
  return true;
}

void Dispatcher::stop() {
  for (auto& [channel, line] : lines_) {
    for (auto& connection : line.connections) {
      std::lock_guard lock(connection->mutex);
      connection->stopping = true;
      connection->wake.notify_one();
    }
  }
  for (auto& [channel, line] : lines_) {
    for (auto& connection : line.connections) {
      if (connection->thread.joinable()) connection->thread.join();
    }
  }
}

// Only an open connection claims. One that cannot be opened is tried again, less and less often; what is queued for
// it waits, and expires in its own time.
bool Dispatcher::open_line(const Channel& channel, channels::Transport& transport, Connection& connection) {
  bool said = false;
  auto wait = std::chrono::duration_cast<Millis>(limits::reconnect_first);
  while (true) {
    auto ready = transport.ready();
    std::unique_lock lock(connection.mutex);
    if (connection.stopping) return false;
    if (ready && said) spdlog::info("channel {}: open again", channel.text());
    if (ready) return true;
    if (!std::exchange(said, true)) {
      spdlog::warn("channel {}: {}; what is queued waits, and the next try is soon", channel.text(),
                   ready.error().message);
    }
    connection.wake.wait_for(lock, wait, [&] { return connection.stopping; });
    wait = std::min(wait * 2, std::chrono::duration_cast<Millis>(limits::reconnect_longest));
  }
}

void Dispatcher::serve(const Channel& channel, channels::Transport& transport, Connection& connection) {
  while (open_line(channel, transport, connection)) {
    wants_(channel, connection.number);
    std::optional<channels::Approved> approved;
    {
      std::unique_lock lock(connection.mutex);
      connection.wake.wait(lock, [&] { return connection.next.has_value() || connection.stopping; });
      if (!connection.next) return;
      approved = std::move(connection.next);
      connection.next.reset();
    }
    MessageId message = approved->letter().message;
    channels::SendResult result = transport.send(std::move(*approved));
    barrier_.landed(message, result.sent);
    lands_(message, std::move(result));
  }
}

}  // namespace assent::engine
