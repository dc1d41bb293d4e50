// What a rendered message tells of the things that a rule may ask for.
//
//   std::uint8_t parts = content_parts(channel, rendered, facts);      // part_sender | part_stop_address
//
// Sender: who writes is not concealed. A mail and a text have their From, a social message its account.
// Stop address: a mail carries the one-click header, a number and an account can be answered.
// Name, postal address and how to stop must stand in the text itself, and in the HTML where there is one. Pure.
#pragma once

#include <string_view>

#include "channels/policy.h"
#include "channels/template.h"

namespace assent::channels {

struct ContentFacts {
  std::string_view from;         // of the channel in assent.yaml; empty: none
  std::string_view link_prefix;  // what our links begin with: public_url
  const Controller* controller = nullptr;
};

std::uint8_t content_parts(const Channel& channel, const Rendered& rendered, const ContentFacts& facts);

}  // namespace assent::channels
