// From what clients send to commands: Segment's HTTP Tracking API, submissions, withdrawals and inbound messages.
//
//   Parsed p = parse_segment("/v1/batch", body, credential, received_at, entropy);
//   // p.commands in array order; p.refused: [{"index","code","message"}]
//
// Pure. A batch is refused whole (the Error) only when unparsable or over a limit; bad items are refused one by one.
// Content-Type is ignored: clients get it wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channels/policy.h"
#include "engine/commands.h"

namespace assent::engine {

struct RefusedItem {
  std::size_t index = 0;
  std::string code, message;
};
struct Parsed {
  std::vector<EventCommand> commands;
  std::vector<RefusedItem> refused;
};

// `endpoint` is the last part of the path: batch, import, track, identify, page, screen, group, alias.
Result<Parsed> parse_segment(std::string_view endpoint, std::string_view body, const Credential& credential,
                             Utc received_at, EntropySource& entropy);

// POST /v1/submissions. Errors name the field as a path: "consents[0].channels[1]". Checks against the policy:
// known purposes and channels, a notice that covers each consent (named in the message), a fitting point provided,
// evidence complete (timestamp, form.id, notice, evidence.action), the key's bound forms and notices.
Result<SubmissionCommand> parse_submission(std::string_view body, const Credential& credential,
                                           const channels::Policy& policy);

// The submissionId alone, of a body that may have become wrong since it was first sent; nullopt: none to read.
std::optional<std::string> submission_id_of(std::string_view body);

// form.id likewise; empty: none to read.
std::string form_id_of(std::string_view body);

// POST /v1/withdrawals: never refused for its content. Only a body that is not a JSON object, or that names nobody at
// all, is an Error. Unknown channels and purposes widen to all.
Result<WithdrawalCommand> parse_withdrawal(std::string_view body, const Credential& credential,
                                           const channels::Policy& policy);

// POST /v1/inbound: {"channel","from","text","timestamp"}, optional "subject", "messageId", "to" and "authentication":
// {"dkim","dmarc"}. What it means is found here (channels/stop_words.h). Never refused for its content: only a body that
// is no JSON object, or that is from nobody, is an Error.
Result<InboundCommand> parse_inbound(std::string_view body, const Credential& credential,
                                     const channels::Policy& policy);

}  // namespace assent::engine
