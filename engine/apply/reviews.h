// What reviewers and administrators do to a contact: restrict, invalidate, rectify, merge. On the record with who and
// why, and in force with the commit: what is queued meets the gate again when it is claimed, and what is claimed but
// has not begun is revoked by the barrier (Applied::claimed_in_scope). Nothing here makes a consent.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// Why this review is refused before there is an input: nobody of this name, nothing of that kind. nullopt: it stands.
std::optional<Answer> refusal_of_review(Transaction& tx, const ReviewCommand& review);

void apply_review(Applying& a, const ReviewCommand& review);

}  // namespace assent::engine
