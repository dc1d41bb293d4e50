// What the writer carries through one batch. Inside engine/writer*.cc only.
#pragma once

#include <chrono>

#include "engine/writer.h"

namespace assent::engine {

struct Writer::Batch {
  struct Part {
    std::shared_ptr<Pending> pending;
    std::size_t until = 0;  // commands of it up to here belong to this batch
  };
  std::vector<Part> parts;
  std::vector<std::pair<Channel, HandOver>> hand_overs;
  std::vector<MessageId> landed;  // whose outcome this batch makes durable
  std::map<Channel, std::set<std::uint32_t>> free;
  std::size_t commands = 0;
  std::uint64_t inputs = 0;
  bool clean = false;  // one command, nothing before it
  std::chrono::steady_clock::time_point encoded = std::chrono::steady_clock::now(), durable = encoded;
};

}  // namespace assent::engine
