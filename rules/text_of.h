// Values as text: as CEL literals, as format("%s") shows them, and as JSON.
//
//   literal_text(e, v, out);   // {'plan': 'pro', 'seats': 3u}
//   plain_text(e, v, out);     // {plan: pro, seats: 3}
//
// Each answers false when the budget of the evaluation was spent on the way; `out` then holds a beginning.
#pragma once

#include <optional>
#include <string>

#include "rules/evaluation.h"

namespace assent::rules {

bool literal_text(Evaluation& e, Value v, std::string& out);
bool plain_text(Evaluation& e, Value v, std::string& out);

// The shortest text that reads back as the same double: "123.456", "1e+20", "Infinity".
std::string double_text(double d);

// 'it\'s' with the quotes.
std::string quoted(std::string_view text);

// Base64 with padding; and back, with or without it. nullopt: not base64.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

// Timestamps in RFC 3339, durations as "3.5s", bytes in base64, infinities as text. nullopt and *why where a
// value has no such form: types, and maps with keys that are no text.
std::optional<json::value> json_of(Evaluation& e, Value v, std::string* why);

}  // namespace assent::rules
