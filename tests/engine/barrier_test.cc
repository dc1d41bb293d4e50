// The withdrawal barrier (P2): what has not begun never begins, what has is waited for, and nobody waits for
// long.
#include "engine/barrier.h"

#include <gmock/gmock.h>

#include <future>

namespace assent::engine {
namespace {

using channels::Sent;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

MessageId message(std::uint8_t n) {
  Bytes16 bytes{};
  bytes[0] = n;
  return MessageId::from(bytes);
}

std::future<Settled> settle(Barrier& barrier, std::vector<MessageId> claimed,
                            std::chrono::milliseconds wait) {
  auto promise = std::make_shared<std::promise<Settled>>();
  auto settled = promise->get_future();
  barrier.settle(std::move(claimed), wait, [promise](Settled s) { promise->set_value(std::move(s)); });
  return settled;
}

TEST(Barrier, WhatHasNotBegunNeverBegins) {
  Barrier barrier;
  barrier.expect(message(1));
  Settled settled = settle(barrier, {message(1)}, 1h).get();
  EXPECT_THAT(settled.cancelled, ElementsAre(message(1)));
  EXPECT_FALSE(barrier.begin(message(1)));
}

TEST(Barrier, AHandOverBeginsOnceAndOnlyIfItIsExpected) {
  Barrier barrier;
  EXPECT_FALSE(barrier.begin(message(1)));
  barrier.expect(message(1));
  EXPECT_TRUE(barrier.begin(message(1)));
  EXPECT_FALSE(barrier.begin(message(1)));
}

struct Landing {
  Sent sent;
  std::vector<MessageId> cancelled, already_sent, in_flight;
};

TEST(Barrier, TheAnswerWaitsForWhatIsOnTheWireAndSaysHowItEnded) {
  const MessageId m = message(1);
  const Landing rows[] = {
      {Sent::accepted, {}, {m}, {}},
      {Sent::rejected, {m}, {}, {}},
      {Sent::not_begun, {m}, {}, {}},
      {Sent::unknown, {}, {}, {m}},
  };
  for (const Landing& row : rows) {
    Barrier barrier;
    barrier.expect(m);
    ASSERT_TRUE(barrier.begin(m));
    auto answer = settle(barrier, {m}, 1h);
    EXPECT_EQ(answer.wait_for(0ms), std::future_status::timeout);
    barrier.landed(m, row.sent);
    Settled settled = answer.get();
    EXPECT_EQ(settled.cancelled, row.cancelled);
    EXPECT_EQ(settled.already_sent, row.already_sent);
    EXPECT_EQ(settled.in_flight, row.in_flight);
  }
}

TEST(Barrier, AStalledTransportCannotDelayTheAnswer) {
  Barrier barrier;
  for (std::uint8_t n : {std::uint8_t{1}, std::uint8_t{2}}) barrier.expect(message(n));
  ASSERT_TRUE(barrier.begin(message(1)));
  auto answer = settle(barrier, {message(1), message(2)}, 20ms);  // message 1 never lands
  ASSERT_EQ(answer.wait_for(1min), std::future_status::ready);
  Settled settled = answer.get();
  EXPECT_THAT(settled.in_flight, ElementsAre(message(1)));
  EXPECT_THAT(settled.cancelled, ElementsAre(message(2)));
  EXPECT_FALSE(barrier.begin(message(2)));
}

TEST(Barrier, WhatNobodyFliesWasLeftByACrash) {
  Barrier barrier;
  Settled settled = settle(barrier, {message(1)}, 1h).get();
  EXPECT_THAT(settled.in_flight, ElementsAre(message(1)));
  EXPECT_THAT(settle(barrier, {}, 1h).get().in_flight, IsEmpty());
}

TEST(Barrier, WhatLandedBeforeTheStopIsNotWaitedFor) {
  Barrier barrier;
  barrier.expect(message(1));
  ASSERT_TRUE(barrier.begin(message(1)));
  barrier.landed(message(1), Sent::accepted);
  EXPECT_THAT(settle(barrier, {message(1)}, 1h).get().already_sent, ElementsAre(message(1)));
  barrier.forget(message(1));
  EXPECT_FALSE(barrier.begin(message(1))) << "forgotten is not expected";
}

TEST(Barrier, EveryStopIsAnsweredByWhatItAskedFor) {
  Barrier barrier;
  for (std::uint8_t n : {std::uint8_t{1}, std::uint8_t{2}}) {
    barrier.expect(message(n));
    ASSERT_TRUE(barrier.begin(message(n)));
  }
  auto first = settle(barrier, {message(1)}, 1h), both = settle(barrier, {message(1), message(2)}, 1h);
  barrier.landed(message(1), Sent::accepted);
  EXPECT_THAT(first.get().already_sent, ElementsAre(message(1)));
  EXPECT_EQ(both.wait_for(0ms), std::future_status::timeout);
  barrier.forget(message(1));  // its outcome is durable, and one stop has still to tell of it
  barrier.landed(message(2), Sent::unknown);
  Settled settled = both.get();
  EXPECT_THAT(settled.already_sent, ElementsAre(message(1)));
  EXPECT_THAT(settled.in_flight, ElementsAre(message(2)));
}

TEST(Barrier, NobodyIsLeftWithoutAnAnswerAtTheEnd) {
  std::future<Settled> answer;
  {
    Barrier barrier;
    barrier.expect(message(1));
    ASSERT_TRUE(barrier.begin(message(1)));
    answer = settle(barrier, {message(1)}, 1h);
  }
  EXPECT_THAT(answer.get().in_flight, ElementsAre(message(1)));
}

}  // namespace
}  // namespace assent::engine
