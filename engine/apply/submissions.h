// What a form collected: points the contact provided, consents they gave, traits, evidence.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// The first answer to this submissionId with this credential; nullopt: it is new. A repeat changes nothing, so a
// retry never undoes a stop.
std::optional<json::object> answered_before(Transaction& tx, const SubmissionCommand& submission,
                                            const std::string& credential);

// The same of what is committed, for whoever must know before the writer is asked.
bool was_answered(const storage::Store& store, const storage::Keys& keys, const std::string& credential,
                  const std::string& submission_id);

// Why this submission is refused before there is an input, so that nothing of it is recorded: it does not fit the
// contact's bounds. nullopt: it fits.
std::optional<Answer> refusal_of_submission(Transaction& tx, const SubmissionCommand& submission);

void apply_submission(Applying& a, const SubmissionCommand& submission);

}  // namespace assent::engine
