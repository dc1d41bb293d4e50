// Letters for transport tests, approved by a gate that said yes.
//
//   TestFence fence;
//   transport->send(approved(letter(7), clock.now(), fence));
//   EXPECT_EQ(fence.asked, 1u);
#pragma once

#include <atomic>

#include "channels/transports/transport.h"

namespace assent::test {

inline constexpr std::int64_t kNoonMs = 1'795'255'200'000;  // 2026-11-21T10:00:00Z

class TestFence final : public channels::Fence {
 public:
  bool begin(MessageId) override {
    ++asked;
    return open;
  }
  std::atomic<unsigned> asked = 0;
  std::atomic<bool> open = true;  // false: a withdrawal came first
};

inline MessageId message_id(std::uint8_t n) {
  Bytes16 bytes{};
  bytes.fill(0xab);
  bytes[15] = n;
  return MessageId::from(bytes);
}

inline channels::Letter letter(std::uint8_t n = 1) {
  channels::Letter l;
  l.message = message_id(n);
  l.purpose = "newsletter";
  l.to = "ada@acme.example";
  l.from = "Acme <news@acme.example>";
  l.subject = "Hello";
  l.text = "Hello Ada\n";
  l.unsubscribe_url = "https://news.acme.example/u/abc";
  l.message_id_host = "news.acme.example";
  l.checkpoint = "acme.example/audit 42 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=";
  l.date = from_unix_ms(kNoonMs);
  return l;
}

inline channels::Approved approved(channels::Letter l, Utc now, channels::Fence& fence) {
  channels::Decision decision;
  decision.outcome = channels::Outcome::allow;
  for (const channels::Reason reason : channels::kReasons) {
    decision.checks.push_back({.check = reason, .result = channels::CheckResult::pass, .detail = {}});
  }
  return *channels::approve(decision, channels::Stage::claim, std::move(l), now, fence);
}

}  // namespace assent::test
