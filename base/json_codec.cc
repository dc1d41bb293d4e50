#include "base/json_codec.h"

#include <bit>
#include <boost/json/array.hpp>

#include "base/limits.h"

namespace assent {
namespace {

// Bytes on disk: never renumber.
enum class Tag : std::uint8_t {
  null = 0,
  no = 1,
  yes = 2,
  int64 = 3,
  uint64 = 4,
  number = 5,
  string = 6,
  array = 7,
  object = 8,
};

void put(Encoder& e, Tag tag) {
  e.u8(static_cast<std::uint8_t>(tag));
}

json::value read(Decoder& d, std::size_t depth);

json::array read_array(Decoder& d, std::size_t depth) {
  json::array out;
  std::uint64_t count = d.varint();
  if (count > d.left()) d.fail();  // every item costs at least a byte
  for (std::uint64_t i = 0; i < count && d.ok(); ++i) out.push_back(read(d, depth));
  return out;
}

json::object read_object(Decoder& d, std::size_t depth) {
  json::object out;
  std::uint64_t count = d.varint();
  if (count > d.left()) d.fail();  // every item costs at least a byte
  for (std::uint64_t i = 0; i < count && d.ok(); ++i) {
    std::string_view key = d.string();
    out.insert_or_assign(key, read(d, depth));
  }
  return out;
}

json::value read(Decoder& d, std::size_t depth) {
  if (depth == 0) d.fail();
  if (!d.ok()) return nullptr;
  switch (static_cast<Tag>(d.u8())) {
    case Tag::null:
      return nullptr;
    case Tag::no:
      return false;
    case Tag::yes:
      return true;
    case Tag::int64:
      return d.i64();
    case Tag::uint64:
      return d.varint();
    case Tag::number:
      return std::bit_cast<double>(d.big_endian64());
    case Tag::string:
      return json::value(d.string());
    case Tag::array:
      return read_array(d, depth - 1);
    case Tag::object:
      return read_object(d, depth - 1);
  }
  d.fail();
  return nullptr;
}

}  // namespace

void encode_json(Encoder& e, const json::object& object) {
  put(e, Tag::object);
  e.varint(object.size());
  for (const auto& member : object) {
    e.string(member.key());
    encode_json(e, member.value());
  }
}

void encode_json(Encoder& e, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      put(e, Tag::null);
      return;
    case json::kind::bool_:
      put(e, value.get_bool() ? Tag::yes : Tag::no);
      return;
    case json::kind::int64:
      put(e, Tag::int64);
      e.i64(value.get_int64());
      return;
    case json::kind::uint64:
      put(e, Tag::uint64);
      e.varint(value.get_uint64());
      return;
    case json::kind::double_:
      put(e, Tag::number);
      e.big_endian64(std::bit_cast<std::uint64_t>(value.get_double()));
      return;
    case json::kind::string:
      put(e, Tag::string);
      e.string(value.get_string());
      return;
    case json::kind::array:
      put(e, Tag::array);
      e.varint(value.get_array().size());
      for (const auto& item : value.get_array()) encode_json(e, item);
      return;
    case json::kind::object:
      encode_json(e, value.get_object());
      return;
  }
}

json::value decode_json(Decoder& d) {
  return read(d, limits::json_depth);
}

json::object decode_json_object(Decoder& d) {
  json::value value = decode_json(d);
  if (json::object* object = value.if_object()) return std::move(*object);
  d.fail();
  return {};
}

}  // namespace assent
