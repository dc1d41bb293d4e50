// Proof that the gate allowed one message, at claim, to one address, with one content.
//
//   std::optional<Approved> a = approve(decision, message, Letter{...}, now, fence);
//   transport.send(std::move(*a));                 // takes it by value: it cannot be used twice
//
// Move-only, and made only by `approve`: sending without a decision does not compile. Void after
// limits::approval_lifetime unused. `begin()` is asked right before the first byte goes out (P2): it is the
// one place where a hand-over starts, and a withdrawal committed meanwhile makes it say no.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "channels/gate.h"

namespace assent::channels {

// One message, rendered: what a transport needs and nothing else.
struct Letter {
  MessageId message;
  Channel channel;
  std::string purpose;
  std::string to;       // the address in normal form
  std::string from;     // of the channel in assent.yaml
  std::string subject;  // e-mail only
  std::string text;
  std::string html;                // e-mail only; may be empty
  std::string unsubscribe_url;     // e-mail: RFC 8058 one-click; empty elsewhere
  std::string message_id_host;     // e-mail: right-hand side of Message-ID
  std::string checkpoint;          // "origin size root", for the Assent-Checkpoint header
  Utc date{};                      // for the Date header
  Bytes32 content_sha256() const;  // over every field above, in order
};

// Says whether a hand-over may still begin; implemented by the engine's withdrawal barrier.
class Fence {
 public:
  virtual ~Fence() = default;
  // True once per message at most: the hand-over has begun and withdrawals wait for it. False: it was
  // cancelled, and must not begin. Safe from any thread.
  virtual bool begin(MessageId message) = 0;
};

class Approved {
 public:
  Approved(Approved&& other) noexcept
      : letter_(std::move(other.letter_)),
        made_at_(other.made_at_),
        fence_(std::exchange(other.fence_, nullptr)) {}
  Approved& operator=(Approved&& other) noexcept {
    letter_ = std::move(other.letter_);
    made_at_ = other.made_at_;
    fence_ = std::exchange(other.fence_, nullptr);
    return *this;
  }
  Approved(const Approved&) = delete;
  Approved& operator=(const Approved&) = delete;

  const Letter& letter() const { return letter_; }
  // Call right before the first byte of the message goes to the transport, with the clock's now. False: do
  // not send (cancelled meanwhile, or the approval is void); the outcome is then not_begun.
  [[nodiscard]] bool begin(Utc now);

 private:
  friend std::optional<Approved> approve(const Decision&, Stage, Letter, Utc, Fence&);
  Approved(Letter letter, Utc made_at, Fence& fence)
      : letter_(std::move(letter)), made_at_(made_at), fence_(&fence) {}
  Letter letter_;
  Utc made_at_;
  Fence* fence_;  // outlives every Approved; owned by the engine. Null once begun or moved from
};

// nullopt unless the decision is an allow taken at the claim. The fence must outlive the Approved.
std::optional<Approved> approve(const Decision& decision, Stage stage, Letter letter, Utc now, Fence& fence);

}  // namespace assent::channels
