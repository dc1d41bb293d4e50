// What a person sees and can do with an access link, as data and as HTML: what is held and where it came from,
// agreeing to more by the wording as it stands in policy.yaml, the download, and the request for erasure. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/address.h"
#include "engine/pages/choices.h"
#include "engine/pages/words.h"

namespace assent::engine {

struct HeldPoint {
  PointKind kind;
  std::string address;
  channels::ProvidedBy provided_by = channels::ProvidedBy::third_party;
  std::string through;
  Utc at{};
};
struct HeldConsent {
  std::string purpose;  // its title
  Channel channel;
  std::string address;
  channels::ConsentState state = channels::ConsentState::missing;
  Utc since{};
  std::string wording, language;  // of the latest grant, as it was shown
};
struct HeldAttribute {
  std::string name, value;
  Source source = Source::third_party;
  Utc at{};
};
struct Held {
  std::vector<HeldPoint> points;
  std::vector<HeldConsent> consents;
  std::vector<HeldAttribute> attributes;
};

// A notice that covers something which the person has not agreed to yet, for the point of their link.
struct Offer {
  std::string notice, sha256, language, text;
  struct Item {
    std::string purpose, title;
    Channel channel;
  };
  std::vector<Item> items;
};

std::string held_html(const Held& held, const Choices& choices, const Words& words);
// `once`: makes a form that is sent twice count once.
std::string offers_html(const std::vector<Offer>& offers, const Choices& choices, const Words& words,
                        const std::string& once);
std::string take_along_html(const Words& words);
std::string erase_html(const Choices& choices, const Words& words);

}  // namespace assent::engine
