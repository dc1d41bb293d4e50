#include "base/json_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

namespace assent {
namespace {

std::string bytes_of(const json::value& value) {
  Encoder e;
  encode_json(e, value);
  return e.take();
}

TEST(JsonCodec, GivesBackWhatWentIn) {
  const json::value values[] = {
      nullptr,
      true,
      false,
      0,
      -1,
      std::numeric_limits<std::int64_t>::min(),
      std::numeric_limits<std::uint64_t>::max(),
      0.1,
      -0.0,
      1e300,
      "",
      "é\n\0",
      json::array{},
      json::object{},
      json::object{{"b", 1}, {"a", json::array{nullptr, json::object{{"", "x"}}}}},
  };
  for (const json::value& value : values) {
    std::string bytes = bytes_of(value);
    Decoder d(bytes);
    json::value same = decode_json(d);
    EXPECT_TRUE(d.done()) << json::serialize(value);
    EXPECT_EQ(json::serialize(same), json::serialize(value));  // member order included
    EXPECT_EQ(same.kind(), value.kind());
  }
}

RC_GTEST_PROP(JsonCodec, DoublesAreExact, (double number)) {
  std::string bytes = bytes_of(number);
  Decoder d(bytes);
  RC_ASSERT(std::memcmp(&decode_json(d).as_double(), &number, sizeof number) == 0);
}

RC_GTEST_PROP(JsonCodec, AnyBytesAreReadOrRefused, (const std::string& bytes)) {
  Decoder d(bytes);
  json::value value = decode_json(d);
  if (!d.ok()) return;
  std::string again = bytes_of(value);
  Decoder second(again);
  RC_ASSERT(json::serialize(decode_json(second)) == json::serialize(value));
}

TEST(JsonCodec, RefusesWhatIsDeeperThanAnyInputMayBe) {
  std::string bytes(100'000, '\x07');  // arrays of 7 items, for ever
  Decoder d(bytes);
  EXPECT_TRUE(decode_json(d).is_array());
  EXPECT_FALSE(d.ok());
}

TEST(JsonCodec, RefusesAnythingButAnObjectWhereOneBelongs) {
  std::string bytes = bytes_of(json::array{1, 2});
  Decoder d(bytes);
  EXPECT_TRUE(decode_json_object(d).empty());
  EXPECT_FALSE(d.ok());
}

}  // namespace
}  // namespace assent
