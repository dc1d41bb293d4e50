// Line ends: CRLF on the wire, LF in Maildirs.
//
//   with_crlf("a\nb\r\nc")   // "a\r\nb\r\nc\r\n"
//   with_lf("a\r\nb\rc")     // "a\nb\nc"
//
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace assent::channels {

// Every CRLF, lone CR and lone LF becomes LF.
std::string with_lf(std::string_view text);

// Every one of them becomes CRLF, and the last line gets its end if it lacks one.
std::string with_crlf(std::string_view text);

}  // namespace assent::channels
