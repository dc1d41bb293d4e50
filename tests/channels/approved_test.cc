#include "channels/approved.h"

#include <gtest/gtest.h>

#include <concepts>
#include <set>
#include <type_traits>

#include "base/limits.h"
#include "tests/channels/world.h"

namespace assent::channels {
namespace {

// Sending without a decision does not compile: nobody but approve() can make an Approved, and none can be
// used twice.
static_assert(!std::is_default_constructible_v<Approved>);
static_assert(!std::is_copy_constructible_v<Approved>);
static_assert(!std::is_copy_assignable_v<Approved>);
static_assert(!std::is_constructible_v<Approved, Letter>);
static_assert(!std::is_constructible_v<Approved, Letter, Utc, Fence&>);
static_assert(!std::is_constructible_v<Approved, Decision, Stage, Letter, Utc, Fence&>);
static_assert(!std::is_aggregate_v<Approved>);
static_assert(std::is_nothrow_move_constructible_v<Approved>);
static_assert(std::is_nothrow_move_assignable_v<Approved>);

// Lets each message begin once, as the engine's barrier does.
class OnceFence final : public Fence {
 public:
  bool begin(MessageId message) override { return begun_.insert(message).second; }
  std::size_t begun() const { return begun_.size(); }

 private:
  std::set<MessageId> begun_;
};

class ApproveTest : public testing::Test {
 protected:
  World w;
  OnceFence fence;
  Letter letter() const {
    Letter l;
    l.message = w.ask.message;
    l.channel = w.ask.channel;
    l.purpose = "tips";
    l.to = w.address.value;
    l.text = "Hello";
    return l;
  }
  std::optional<Approved> approved() { return approve(w.decide(), Stage::claim, letter(), w.ask.now, fence); }
};

TEST_F(ApproveTest, OnlyAnAllowAtTheClaimApproves) {
  Decision allow = w.decide();
  EXPECT_TRUE(approve(allow, Stage::claim, letter(), w.ask.now, fence).has_value());
  EXPECT_FALSE(approve(allow, Stage::plan, letter(), w.ask.now, fence).has_value());
  w.address.paused = true;
  EXPECT_FALSE(approve(w.decide(), Stage::claim, letter(), w.ask.now, fence).has_value());
  w.address.paused = false;
  w.ask.journey_paused = true;
  EXPECT_FALSE(approve(w.decide(), Stage::claim, letter(), w.ask.now, fence).has_value());
}

TEST_F(ApproveTest, ADecisionThatTheGateDidNotMakeApprovesNothing) {
  Decision forged;
  forged.outcome = Outcome::allow;
  EXPECT_FALSE(approve(forged, Stage::claim, letter(), w.ask.now, fence).has_value());
  w.address.paused = true;
  Decision altered = w.decide();
  altered.outcome = Outcome::allow;
  EXPECT_FALSE(approve(altered, Stage::claim, letter(), w.ask.now, fence).has_value());
  altered.reasons.clear();
  EXPECT_FALSE(approve(altered, Stage::claim, letter(), w.ask.now, fence).has_value());
}

TEST_F(ApproveTest, BeginsOnceAndInTime) {
  auto a = approved();
  EXPECT_TRUE(a->begin(w.ask.now + limits::approval_lifetime));
  EXPECT_FALSE(a->begin(w.ask.now));
  EXPECT_EQ(fence.begun(), 1u);
}

TEST_F(ApproveTest, IsVoidAfterItsLifetime) {
  auto late = approved();
  EXPECT_FALSE(late->begin(w.ask.now + limits::approval_lifetime + Millis(1)));
  auto early = approved();
  EXPECT_FALSE(early->begin(w.ask.now - limits::approval_lifetime - Millis(1)));
  EXPECT_EQ(fence.begun(), 0u);
}

TEST_F(ApproveTest, AsksTheFence) {
  fence.begin(w.ask.message);  // cancelled, or begun elsewhere
  EXPECT_FALSE(approved()->begin(w.ask.now));
}

TEST_F(ApproveTest, MovedFromItIsWorthNothing) {
  auto a = approved();
  Approved b = std::move(*a);
  EXPECT_FALSE(a->begin(w.ask.now));
  EXPECT_TRUE(b.begin(w.ask.now));
  EXPECT_EQ(b.letter().text, "Hello");
}

TEST(Letter, EveryFieldIsInTheHash) {
  Letter plain;
  std::set<Bytes32> hashes{plain.content_sha256()};
  auto changed = [&](auto change) {
    Letter l;
    change(l);
    EXPECT_TRUE(hashes.insert(l.content_sha256()).second);
  };
  changed([](Letter& l) { l.message = MessageId::from(bytes_of(1)); });
  changed([](Letter& l) { l.channel = channel("sms"); });
  changed([](Letter& l) { l.purpose = "x"; });
  changed([](Letter& l) { l.to = "x"; });
  changed([](Letter& l) { l.from = "x"; });
  changed([](Letter& l) { l.subject = "x"; });
  changed([](Letter& l) { l.text = "x"; });
  changed([](Letter& l) { l.html = "x"; });
  changed([](Letter& l) { l.unsubscribe_url = "x"; });
  changed([](Letter& l) { l.message_id_host = "x"; });
  changed([](Letter& l) { l.checkpoint = "x"; });
  changed([](Letter& l) { l.date = minute(0); });
  changed([](Letter& l) { l.to = "ab", l.from = "c"; });
  changed([](Letter& l) { l.to = "a", l.from = "bc"; });
}

}  // namespace
}  // namespace assent::channels
