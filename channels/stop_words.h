// What a message from a person means for writing to them: a stop, something that a person must read, or neither.
//
//   meaning_of("STOP", Medium::sms)                          // {Meaning::stop, "stop"}
//   meaning_of("please no more of this", Medium::sms)        // {Meaning::unclear, "no more"}
//   meaning_of("What time do you open?", Medium::sms)        // {Meaning::nothing, ""}
//
// A stop is a text that is nothing but a known word or phrase: those of the FCC's rule (47 CFR 64.1200(a)(10)) and
// those that people and carriers use in English, French, German, Spanish and Thai. A longer text that contains one, or
// any plain negative in these languages, is unclear: the address falls silent until a person has read it. When in
// doubt it is unclear; a wrong pause costs a message, a wrong nothing costs somebody's peace.
//
// Case, punctuation, width and accents do not matter (base/fold.h). Of an e-mail only what was written above the quoted
// original counts: our own unsubscribe line comes back in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/channel.h"

namespace assent::channels {

// Bytes on disk: never renumber.
enum class Meaning : std::uint8_t { nothing = 1, stop = 2, unclear = 3 };
std::string_view name(Meaning meaning);

struct Understood {
  Meaning meaning = Meaning::nothing;
  std::string by;  // the word or phrase that says so, folded; empty for nothing
};

Understood meaning_of(std::string_view text, Medium medium);

// What somebody wrote themselves: without the lines of an e-mail that quote another, and its signature.
std::string own_words(std::string_view text, Medium medium);

bool is_stop_word(std::string_view folded);

}  // namespace assent::channels
