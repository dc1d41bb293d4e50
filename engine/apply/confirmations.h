// Double opt-in: a consent that policy or regime wants confirmed is recorded as `requested`, its address is asked, and
// only the answer makes it count.
//
//   if (must_confirm(a, contact, address, channel, purpose)) ... consent.act = ConsentAct::requested
//   ask_to_confirm(a, contact, address, {{{email, "tips"}, leaf}}, {.language = "de", .form = "signup", .ip = "..."});
//   apply_confirmation(a, command);          // POST /o/{token}: `confirmed` or `refused` consents
//
// A request belongs to one address, one contact and what was asked for in one submission; its link is good for just
// that. What was stopped since stays stopped, whatever is clicked later. One that nobody answers ends after
// `retention: unconfirmed`, on the record.
#pragma once

#include "engine/apply/service_messages.h"

namespace assent::engine {

struct ConfirmationRequest {
  enum class State : std::uint8_t { open = 1, confirmed = 2, partly = 3, stopped = 4, refused = 5 };
  struct Item {
    channels::ConfirmScope scope;
    Seq leaf = 0;  // of the `requested` consent, whose evidence the confirmation takes over
  };
  ContactId contact;
  AddressId address;
  Utc requested_at{};
  Utc ends_at{};
  std::string language;  // of the wording: "de"
  State state = State::open;
  std::vector<Item> items;
};
std::string_view name(ConfirmationRequest::State state);
std::string encode(const ConfirmationRequest& request);
std::optional<ConfirmationRequest> decode_confirmation(std::string_view bytes);

// A consent of this scope, given now, would have to be confirmed first.
bool must_confirm(Applying& a, const Contact& contact, const Address& address, const Channel& channel,
                  const std::string& purpose);

struct AskedBy {  // what the submission says of how it came
  std::string language, form, ip;
};
void ask_to_confirm(Applying& a, Contact& contact, Address& address,
                    std::vector<ConfirmationRequest::Item> items, const AskedBy& by);

void apply_confirmation(Applying& a, const ConfirmationCommand& command);
// A request that was answered or has ended gives this answer for ever; nullopt: it is open.
std::optional<Answer> answered_before(Transaction& tx, const ConfirmationCommand& command);
Subject subject_of_confirmation(Transaction& tx, const ConfirmationCommand& command);

// A timer of kind 'o': a request's time is over, or a count's.
void end_confirmation(Applying& a, const TimerCommand& timer);

// What its message says; nullopt: the request is not open any more.
std::optional<ServiceContent> confirmation_content(Applying& a, const Address& address,
                                                   const Message& message);

// "Product tips, by e-mail" for each item.
std::vector<std::string> items_in_words(const std::vector<ConfirmationRequest::Item>& items,
                                        const channels::Policy& policy, const Wording& wording);

}  // namespace assent::engine
