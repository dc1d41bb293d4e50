// Text with everything folded that people do not mean by it: width, case, accents, punctuation, invisible characters.
//
//   fold("  Arrêtez !! ")     -> "arretez"
//   fold("ＳＴＯＰ")            -> "stop"
//   fold("Opt-Out.")          -> "opt out"
//   fold("หยุด")              -> "หยุด"       the vowel signs of Thai are no accents
//
// For comparing what somebody wrote with known words; never for showing. Compatibility forms of Unicode are taken
// apart (NFKD), case is folded, accents of Latin, Greek and Cyrillic letters are dropped, and every run of anything
// but letters, marks and digits is one space. Bytes that are no UTF-8 count as such a run. Pure, but for GLib's tables:
// keep what depends on it out of what a replay works out anew.
#pragma once

#include <string>
#include <string_view>

namespace assent {

std::string fold(std::string_view text);

// Does the folded text hold the folded words as whole words?
bool holds_words(std::string_view folded, std::string_view words);

}  // namespace assent
