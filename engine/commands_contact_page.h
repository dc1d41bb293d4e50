// What a person does on their own page beside stopping and agreeing (which are a withdrawal and a submission like any
// other), and that somebody looked at what is held of them. Codecs as engine/commands.h says.
#pragma once

#include <optional>
#include <string>

#include "base/channel.h"
#include "base/codec.h"
#include "base/ids.h"
#include "base/time.h"

namespace assent::engine {

// Bytes on disk: never renumber.
enum class Preference : std::uint8_t {
  pace = 1,         // no more than `messages` in `window`; 0 messages: no pace of their own
  pause = 2,        // nothing until `until`; absent: the pause is over
  quiet_hours = 3,  // from `from_minute` to `to_minute`, local; the same twice: none of their own
  preferred = 4,    // `channel`; absent: no preference
  access_link = 5,  // send one to `address`
  erasure = 6,      // erase what is held: restricted and suppressed at once, then on a reviewer's list
};
std::string_view name(Preference preference);

struct PreferenceCommand {
  Preference what = Preference::pause;
  ContactId contact;
  AddressId address;    // of the link that it came through
  bool access = false;  // through an access link: may also loosen what was tightened here
  std::uint32_t messages = 0;
  Millis window{};
  std::optional<Utc> until;
  std::uint16_t from_minute = 0, to_minute = 0;
  std::optional<Channel> channel;
  std::string language;  // of the page
  std::string ip, user_agent;
  bool operator==(const PreferenceCommand&) const = default;
};

// Somebody looked: a reviewer, or the person themselves who took all of it along.
struct AccessCommand {
  ContactId contact;
  std::string what;            // "show", "export", "download"
  std::string ip, user_agent;  // of a person on their own page
  bool operator==(const AccessCommand&) const = default;
};

void put(Encoder& e, const PreferenceCommand& c);
PreferenceCommand read_preference(Decoder& d);  // behind the first byte
void put(Encoder& e, const AccessCommand& c);
AccessCommand read_access(Decoder& d);  // behind the first byte

}  // namespace assent::engine
