#include "engine/commands_review.h"

#include "base/json_codec.h"

namespace assent::engine {
namespace {

constexpr std::uint8_t kFirst = 1;

}  // namespace

std::string_view name(ReviewAct act) {
  switch (act) {
    case ReviewAct::restrict:
      return "restrict";
    case ReviewAct::lift_restriction:
      return "lift_restriction";
    case ReviewAct::invalidate:
      return "invalidate";
    case ReviewAct::rectify_attribute:
      return "rectify_attribute";
    case ReviewAct::rectify_point:
      return "rectify_point";
    case ReviewAct::merge:
      return "merge";
    case ReviewAct::unpause:
      return "unpause";
  }
  return {};
}

void put(Encoder& e, const ReviewCommand& c) {
  e.u8(kFirst).u8(static_cast<std::uint8_t>(c.act)).string(c.contact).string(c.reason).varint(c.consent);
  e.string(c.channel ? c.channel->text() : "");
  e.boolean(c.purpose.has_value()).string(c.purpose.value_or(""));
  e.string(c.kind ? c.kind->text() : "").string(c.address).string(c.replacement).string(c.attribute);
  encode_json(e, c.value);
  e.string(c.other);
}

ReviewCommand read_review(Decoder& d) {
  ReviewCommand c;
  std::uint8_t act = d.u8();
  bool known = act >= static_cast<std::uint8_t>(ReviewAct::restrict) &&
               act <= static_cast<std::uint8_t>(ReviewAct::unpause);
  if (!known) d.fail();
  c.act = known ? static_cast<ReviewAct>(act) : ReviewAct::restrict;
  c.contact = d.string();
  c.reason = d.string();
  c.consent = d.varint();
  std::string_view channel = d.string();
  c.channel = Channel::parse(channel);
  if (!channel.empty() && !c.channel) d.fail();
  bool has_purpose = d.boolean();
  std::string_view purpose = d.string();
  if (has_purpose) c.purpose = purpose;
  std::string_view kind = d.string();
  c.kind = PointKind::parse(kind);
  if (!kind.empty() && !c.kind) d.fail();
  c.address = d.string();
  c.replacement = d.string();
  c.attribute = d.string();
  c.value = decode_json(d);
  c.other = d.string();
  return c;
}

}  // namespace assent::engine
