// JSON: Boost.JSON for open data, RFC 8785 for what is hashed.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace assent {

namespace json = boost::json;

// RFC 8785 canonical form: members sorted by UTF-16 code units, no spaces, shortest numbers.
std::string canonical_json(const json::value& value);

// Parses strictly, at most `limits::json_depth` deep. Errc::malformed says at which byte it broke.
Result<json::value> parse_json(std::string_view text);

// The member as a string, or nullptr where it is absent or not a string.
const json::string* string_member(const json::object& object, std::string_view name);

}  // namespace assent
