// JSON values as bytes on disk: exact, and quicker than text both ways.
//
//   Encoder e;  encode_json(e, properties);
//   Decoder d(bytes);  json::value same = decode_json(d);     // then ask d.ok()
//
// Text would not do: Boost.JSON reads some doubles one unit off in their last place, and a replay must
// compute with the very same numbers (P8). Members keep their order. Pure.
#pragma once

#include "base/codec.h"
#include "base/json.h"

namespace assent {

void encode_json(Encoder& e, const json::value& value);
void encode_json(Encoder& e, const json::object& object);

// Null where the bytes are none, and `d` remembers it (Decoder::fail).
json::value decode_json(Decoder& d);
json::object decode_json_object(Decoder& d);  // an object, or d fails

}  // namespace assent
