// A message from a person: a stop, a reply that somebody must read, a word by which they agree, or just a message.
//
//   apply_inbound(a, command);       // withdraws, pauses the address, grants, or only keeps it; always on the record
//   apply_judgement(a, command);     // a reviewer has read what was unclear: it was a stop, or it was not
//
// An exact stop word withdraws all purposes on that phone (sms and voice), that e-mail address or that social point.
// What may be one pauses the address at once, for everybody who holds it (`address_paused`), until it is judged. Only a
// message that comes from the address beyond doubt can grant: the network says so of phones and social networks, DKIM
// or DMARC of e-mail. Unknown addresses are kept, so that a stop finds whoever turns up with them later.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

void apply_inbound(Applying& a, const InboundCommand& inbound);
void apply_judgement(Applying& a, const JudgementCommand& judgement);

// A message with the same id, or the same words at the same time, changes nothing again.
std::optional<Answer> answered_before(Transaction& tx, const InboundCommand& inbound,
                                      const std::string& credential);

// As the address's stop, whatever it means.
WithdrawalCommand as_withdrawal(const InboundCommand& inbound);

// What waits for a judgement: when it came, and the leaves in which it stands.
struct UnclearReply {
  Utc since{};
  std::vector<Seq> leaves;
};
std::optional<UnclearReply> decode_unclear(std::string_view bytes);

}  // namespace assent::engine
