#include "engine/commands_import.h"

#include "base/json_codec.h"

namespace assent::engine {
namespace {

constexpr std::uint8_t kFirst = 1;

}  // namespace

void put(Encoder& e, const ImportCommand& c) {
  e.u8(kFirst).string(c.import).string(c.row_id).string(c.user_id);
  e.boolean(c.timestamp.has_value());
  if (c.timestamp) e.time(*c.timestamp);
  e.varint(c.points.size());
  for (const ImportedPoint& p : c.points) e.string(p.kind.text()).string(p.address).boolean(p.third_party);
  encode_json(e, c.traits);
  encode_json(e, c.third_party_traits);
  e.string(c.why).string(c.file);
  e.varint(c.rows).varint(c.consents).varint(c.points_only).varint(c.refused).varint(c.repeated);
}

ImportCommand read_import(Decoder& d) {
  ImportCommand c;
  c.import = d.string();
  c.row_id = d.string();
  c.user_id = d.string();
  if (d.boolean()) c.timestamp = d.time();
  std::uint64_t points = d.varint();
  for (std::uint64_t i = 0; i < points && d.ok(); ++i) {
    ImportedPoint p;
    auto kind = PointKind::parse(d.string());
    if (!kind) d.fail();
    p.kind = kind.value_or(PointKind());
    p.address = d.string();
    p.third_party = d.boolean();
    c.points.push_back(std::move(p));
  }
  c.traits = decode_json_object(d);
  c.third_party_traits = decode_json_object(d);
  c.why = d.string();
  c.file = d.string();
  c.rows = d.varint();
  c.consents = d.varint();
  c.points_only = d.varint();
  c.refused = d.varint();
  c.repeated = d.varint();
  return c;
}

}  // namespace assent::engine
