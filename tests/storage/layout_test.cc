#include "storage/layout.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace assent::storage::layout {
namespace {

Bytes16 of(std::uint8_t byte) {
  Bytes16 bytes;
  bytes.fill(byte);
  return bytes;
}
std::string hex(std::uint8_t byte, int times) {
  std::string out;
  while (times-- > 0) out += to_hex(std::string_view(reinterpret_cast<const char*>(&byte), 1));
  return out;
}

// Keys on disk are a contract: a row may be added, never changed.
TEST(Layout, KeysStayWhatTheyAre) {
  auto c = ContactId::from(of(0xcc));
  auto m = MessageId::from(of(0xdd));
  Bytes32 sha{};
  sha.fill(0xbb);
  struct {
    std::string key;
    std::string bytes;
  } rows[] = {
      {input(InputKind::event, 258),
       "65"
       "0000000000000102"},
      {input(InputKind::submission, 258),
       "76"
       "0000000000000102"},
      {leaf(1),
       "6c"
       "0000000000000001"},
      {payload(1),
       "70"
       "0000000000000001"},
      {blob(sha), "62" + hex(0xbb, 32)},
      {trace(c, 1, 2), "74" + hex(0xcc, 16) +
                           "0000000000000001"
                           "00000002"},
      {decision_of(c, 3), "64" + hex(0xcc, 16) + "0000000000000003"},
      {contact(c), "63" + hex(0xcc, 16)},
      {address(AddressId::from(of(0xaa))), "61" + hex(0xaa, 16)},
      {keys(Subject::of(c)), "6b63" + hex(0xcc, 16)},
      {keys(Subject::workspace()), "6b77" + hex(0, 16)},
      {index("abc"), "69616263"},
      {submission("abc"), "73616263"},
      {message(m), "6d" + hex(0xdd, 16)},
      {confirmation(m), "6f72" + hex(0xdd, 16)},
      {unclear_reply(AddressId::from(of(0xaa))), "6f70" + hex(0xaa, 16)},
      {confirmation_count("abc"), "6f6e616263"},
      {api_key("abc"), "71616263"},
      {singleton("tree"), "7874726565"},
      {timer(from_unix_ms(258), 'w', c.bytes(), of(1)),
       "54"
       "0000000000000102" +
           hex(0xcc, 16) + "77" + hex(1, 16)},
      {queued(*Channel::parse("sms"), from_unix_ms(2), m),
       "51"
       "736d7300"
       "0000000000000002" +
           hex(0xdd, 16)},
      {decision(3),
       "67"
       "0000000000000003"},
      {message_planned(3, m),
       "6e"
       "0000000000000003" +
           hex(0xdd, 16)},
      {claimed(m), "43" + hex(0xdd, 16)},
      {seen(3, "abc"),
       "44"
       "0000000000000003"
       "616263"},
  };
  for (auto& row : rows) EXPECT_EQ(to_hex(row.key), row.bytes);
}

TEST(Layout, PrefixesBeginTheirKeys) {
  auto c = ContactId::from(of(0xcc));
  auto sms = *Channel::parse("sms");
  EXPECT_TRUE(trace(c, 1, 2).starts_with(trace_prefix(c)));
  EXPECT_TRUE(decision_of(c, 1).starts_with(decisions_of_prefix(c)));
  EXPECT_TRUE(queued(sms, Utc{}, MessageId()).starts_with(queue_prefix(sms)));
  EXPECT_TRUE(seen(7, "x").starts_with(seen_prefix(7)));
  EXPECT_TRUE(timer(Utc{}, 'm', of(1), of(2)).starts_with(timer_prefix()));
  auto line = *Channel::parse("social.line");
  auto linear = *Channel::parse("social.linear");
  EXPECT_FALSE(queued(linear, Utc{}, MessageId()).starts_with(queue_prefix(line)));
}

TEST(Layout, KeysAreReadBack) {
  auto m = MessageId::from(of(0xdd));
  std::string queue = queued(*Channel::parse("social.line"), from_unix_ms(77), m);
  EXPECT_EQ(queued_message(queue), m);
  EXPECT_EQ(to_unix_ms(queued_due(queue)), 77);
  EXPECT_EQ(claimed_message(claimed(m)), m);
  EXPECT_EQ(parse_message_planned(message_planned(9, m)).input_seq, 9u);
  EXPECT_EQ(parse_message_planned(message_planned(9, m)).message, m);
  for (std::string_view broken : {"", "Q", "n123"}) {  // damaged keys read as nothing, safely
    EXPECT_TRUE(queued_message(broken).none());
    EXPECT_TRUE(claimed_message(broken).none());
    EXPECT_TRUE(parse_message_planned(broken).message.none());
    EXPECT_LE(to_unix_ms(queued_due(broken)), to_unix_ms(queued_due(queue)));
  }
}

TEST(Layout, TimersComeBackAndSortByTime) {
  std::string early = timer(from_unix_ms(1'795'255'200'000), 'w', of(9), of(8));
  std::string late = timer(from_unix_ms(1'795'255'200'001), 'm', of(1), of(2));
  EXPECT_LT(early, late);
  Timer t = parse_timer(early);
  EXPECT_EQ(to_unix_ms(t.due), 1'795'255'200'000);
  EXPECT_EQ(t.what, 'w');
  EXPECT_EQ(t.entity, of(9));
  EXPECT_EQ(t.detail, of(8));
  EXPECT_LT(timer(from_unix_ms(-5), 'w', of(0), of(0)), early);
  EXPECT_EQ(parse_timer("T").what, 0);
  EXPECT_EQ(parse_timer("").what, 0);
}

}  // namespace
}  // namespace assent::storage::layout
