// Upper and lower case of Unicode text, as Ruby's upcase, downcase and capitalize do it: full mappings ("ß"
// becomes "SS"), no locale, no context. Pure; the tables are Unicode 14's, in case_tables.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace assent::channels::liquid {

void append_upper(std::string_view text, std::string& out);
void append_lower(std::string_view text, std::string& out);
void append_capitalized(std::string_view text,
                        std::string& out);  // the first letter's title case, the rest lower

// Code points first, first + step, ... up to last map to themselves plus delta.
struct CaseRun {
  std::uint32_t first, last;
  std::uint8_t step;
  std::int32_t delta;
};
// What becomes several code points, or another title case than upper case.
struct CaseSpecial {
  std::uint32_t from;
  std::string_view to;
};
std::span<const CaseRun> upper_runs();
std::span<const CaseRun> lower_runs();
std::span<const CaseSpecial> upper_specials();
std::span<const CaseSpecial> lower_specials();
std::span<const CaseSpecial> title_specials();

}  // namespace assent::channels::liquid
