// What a person set on their own page, and that somebody looked at what is held of them.
//
// A preference that came through the link of a message only tightens: apply refuses one that would loosen what is in
// force, whatever the page had shown. A request for erasure restricts processing and suppresses every address of the
// person at once; the withdrawal that goes with it stands before it in the same batch. It then lies on the list of
// open requests (storage/layout.h, 'u') until the erasure.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

void apply_preference(Applying& a, const PreferenceCommand& preference);
void apply_access(Applying& a, const AccessCommand& access);

// Two contacts are one: what either of them tightened holds for both.
void unite_preferences(channels::Person& into, const channels::Person& from);

// An open request of a person, as it lies in the store.
struct OpenRequest {
  Utc at{};
  Seq leaf_seq = 0;
};
std::string encode(const OpenRequest& request);
std::optional<OpenRequest> decode_request(std::string_view bytes);

}  // namespace assent::engine
