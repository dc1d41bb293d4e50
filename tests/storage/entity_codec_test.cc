#include "storage/entity_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/storage/entities.h"

namespace assent::storage {
namespace {

template <class T>
struct Codec;
template <>
struct Codec<Contact> {
  static Result<Contact> decode(std::string_view bytes) { return decode_contact(bytes); }
};
template <>
struct Codec<channels::Address> {
  static Result<channels::Address> decode(std::string_view bytes) { return decode_address(bytes); }
};
template <>
struct Codec<Message> {
  static Result<Message> decode(std::string_view bytes) { return decode_message(bytes); }
};

template <class T>
class EntityCodec : public testing::Test {};
using Entities = testing::Types<Contact, channels::Address, Message>;
TYPED_TEST_SUITE(EntityCodec, Entities);

TYPED_TEST(EntityCodec, EveryFieldComesBack) {
  EXPECT_TRUE(rc::check("round trip", [](std::uint64_t seed) {
    auto entity = Chance(seed).make<TypeParam>();
    std::string bytes = encode(entity);
    auto back = Codec<TypeParam>::decode(bytes);
    RC_ASSERT(back.has_value());
    RC_ASSERT(same(entity, back.value()));
    RC_ASSERT(encode(back.value()) == bytes);
  }));
}

TYPED_TEST(EntityCodec, EveryCutIsNoticed) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::string bytes = encode(Chance(seed).make<TypeParam>());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      auto back = Codec<TypeParam>::decode(std::string_view(bytes).substr(0, size));
      ASSERT_FALSE(back) << "seed " << seed << " cut at " << size;
      ASSERT_EQ(back.error().code, Errc::corrupt);
    }
    ASSERT_FALSE(Codec<TypeParam>::decode(bytes + '\0')) << "something left over";
  }
}

// Anything may stand in a damaged file: what decodes must encode again, and nothing may crash or hang.
TYPED_TEST(EntityCodec, AnyBytesAreSafe) {
  EXPECT_TRUE(rc::check("flipped bytes", [](std::uint64_t seed) {
    Chance chance(seed);
    std::string bytes = encode(chance.make<TypeParam>());
    for (auto flips = 1 + chance.below(8); flips > 0; --flips) {
      bytes[chance.below(bytes.size())] = static_cast<char>(chance.below(256));
    }
    auto back = Codec<TypeParam>::decode(bytes);
    if (back) RC_ASSERT(Codec<TypeParam>::decode(encode(back.value())).has_value());
  }));
  EXPECT_TRUE(rc::check("noise", [](std::string noise) {
    noise.insert(0, 1, '\x01');
    auto back = Codec<TypeParam>::decode(noise);
    if (back) RC_ASSERT(Codec<TypeParam>::decode(encode(back.value())).has_value());
  }));
}

TYPED_TEST(EntityCodec, AnUnknownVersionIsNoGuess) {
  std::string bytes = encode(TypeParam{});
  ASSERT_TRUE(Codec<TypeParam>::decode(bytes));
  bytes[0] = 2;
  auto back = Codec<TypeParam>::decode(bytes);
  ASSERT_FALSE(back);
  EXPECT_NE(back.error().message.find("unknown version"), std::string::npos);
}

TEST(ContactCodec, HistoryIsCompact) {
  Contact contact;
  for (int i = 0; i < 512; ++i) {
    contact.history.push_back({i % 3 == 0 ? "Trial Started" : "Login",
                               from_unix_ms(1'795'000'000'000 + i * 60'000), Source::observed,
                               static_cast<Seq>(1'000'000'000 + i * 5000)});
  }
  EXPECT_LT(encode(contact).size(), encode(Contact{}).size() + 512 * 8 + 100);
}

TEST(ContactCodec, ManyDifferentNamesKeepTheirPlaces) {
  Contact contact;
  for (int i = 0; i < 600; ++i)
    contact.history.push_back(
        {"event " + std::to_string(i * 7 % 200), Utc{}, Source::contact, static_cast<Seq>(i)});
  auto back = decode_contact(encode(contact));
  ASSERT_TRUE(back);
  EXPECT_TRUE(same(contact.history, back.value().history));
}

// Bytes on disk are a contract: whoever changes them must raise the version and read the old one.
TEST(MessageCodec, BytesStayWhatTheyAre) {
  Message message;
  message.journey = "trial";
  message.step = 3;
  message.channel = *Channel::parse("social.line");
  message.state = MessageState::claimed;
  message.due_at = from_unix_ms(1'795'255'200'000);
  message.handed_over_at = from_unix_ms(1);
  message.epoch = 300;
  EXPECT_EQ(to_hex(encode(message)), "01" + std::string(160, '0') + "05747269616c" + std::string(64, '0') +
                                         "03"
                                         "00"
                                         "00"
                                         "00"
                                         "04"
                                         "046c696e65"
                                         "00" +
                                         std::string(32, '0') +
                                         "02"
                                         "00"
                                         "80a4e3d8bf68"
                                         "00"
                                         "0102"
                                         "00"
                                         "ac02"
                                         "00"
                                         "000000"
                                         "00"
                                         "00000000"
                                         "00");
}

}  // namespace
}  // namespace assent::storage
