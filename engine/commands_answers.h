// Commands by which people answer: the click on a confirmation link, a reply, and what a reviewer makes of it. Part of engine/commands.h; their codec is
// engine/commands_answers.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/codec.h"
#include "base/ids.h"
#include "channels/stop_words.h"

namespace assent::engine {

struct ConfirmationCommand {  // POST /o/{token}
  MessageId request;          // the message that asked
  bool refused = false;       // "no, it was not me"
  std::string ip, user_agent;
  bool operator==(const ConfirmationCommand&) const = default;
};

struct InboundCommand {            // POST /v1/inbound, and what providers send
  std::optional<Channel> channel;  // absent: nobody can tell
  std::string from;                // normal form where it has one
  std::string to, message_id;
  std::optional<Utc> timestamp;
  bool authenticated =
      false;  // comes from `from` beyond doubt: DKIM or DMARC of e-mail, else the network says so
  bool third_party = false;          // by the key's label
  std::vector<std::string> notices;  // that the key is bound to; empty: any
  // What it means (channels/stop_words.h), found at the edge: the tables of Unicode may change, what was heard may not.
  channels::Meaning meaning = channels::Meaning::nothing;
  std::string by;        // the word that says so
  std::string folded;    // the whole of a short text, folded: to be compared with keywords
  std::string verbatim;  // the text, cut to limits::evidence_bytes
  bool operator==(const InboundCommand&) const = default;
};

struct JudgementCommand {  // a reviewer has read an unclear reply
  AddressId address;
  bool stop = false;
  std::string reason;
  bool operator==(const JudgementCommand&) const = default;
};

inline constexpr std::uint8_t kJudgement = 2;  // first byte, under the input kind `review`

void put(Encoder& e, const ConfirmationCommand& c);
ConfirmationCommand read_confirmation(Decoder& d);
void put(Encoder& e, const InboundCommand& c);
InboundCommand read_inbound(Decoder& d);
void put(Encoder& e, const JudgementCommand& c);
JudgementCommand read_judgement(Decoder& d);

}  // namespace assent::engine
