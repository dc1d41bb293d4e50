// Which countries a phone number may be of, by its ITU-T E.164 country code.
//
//   countries_of_phone("+33612345678");   // {"FR"}
//   countries_of_phone("+12125550100");   // {"US", "CA"}: the area codes of the two are not told apart
//   countries_of_phone("+18765550100");   // {"JM"}
//   countries_of_phone("+870773111632");  // {}: a satellite phone, anywhere
//
//   us_state_of_phone("+13055550100");    // "US-FL", by its area code
//
// ISO 3166-1 alpha-2. Where a code is shared, every country that shares it. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assent {

std::vector<std::string> countries_of_phone(std::string_view e164);

// The state that a number's area code belongs to, where a rule pack is about that state: "US-FL" or "US-TX";
// "US-other" for any other area code of a place within +1. nullopt: not +1, or a number of no place (toll-free, personal).
std::optional<std::string> us_state_of_phone(std::string_view e164);

// The country code of a country, "33" for "FR"; empty: unknown, or one with area codes of its own within +1.
std::string_view calling_code(std::string_view country);

// The digit that numbers begin with inside the country and not after its code, "0" for most; empty: none, or not
// known for sure.
std::string_view trunk_prefix(std::string_view country);

}  // namespace assent
