// What an address may mean as a person, or a careless system, wrote it. For stops, where wider is right: whatever
// the text may stand for is found, so that "never refused" does not become "never heeded".
//
//   written_address("Ada <ada@acme.example>", "FR");    // email ada@acme.example
//   written_address("mailto:ada@acme.example.", "FR");  // the same
//   written_address("06 12 34 56 70", "FR");            // phone +33612345670
//   written_address("33612345670", "FR");               // phone +33612345670
//
// Each in normal form (base/channel.h), the likeliest first, none twice; empty: none that shows by itself. A form
// must not use it: a grant is for the address that was given, not for one that may have been meant. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/channel.h"

namespace assent {

struct WrittenAddress {
  PointKind kind;
  std::string address;
  bool operator==(const WrittenAddress&) const = default;
};

// `home_country`: whose national numbers are understood; empty: none.
std::vector<WrittenAddress> written_address(std::string_view text, std::string_view home_country);

}  // namespace assent
