#include "channels/reason.h"

namespace assent::channels {

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::contact_unknown:
      return "contact_unknown";
    case Reason::contact_erased:
      return "contact_erased";
    case Reason::processing_restricted:
      return "processing_restricted";
    case Reason::objected:
      return "objected";
    case Reason::held_out:
      return "held_out";
    case Reason::paused_by_contact:
      return "paused_by_contact";
    case Reason::already_reached:
      return "already_reached";
    case Reason::frequency_cap:
      return "frequency_cap";
    case Reason::no_address:
      return "no_address";
    case Reason::not_provided_by_contact:
      return "not_provided_by_contact";
    case Reason::suppressed_bounce:
      return "suppressed_bounce";
    case Reason::suppressed_complaint:
      return "suppressed_complaint";
    case Reason::address_paused:
      return "address_paused";
    case Reason::consent_missing:
      return "consent_missing";
    case Reason::consent_pending:
      return "consent_pending";
    case Reason::consent_refused:
      return "consent_refused";
    case Reason::consent_withdrawn:
      return "consent_withdrawn";
    case Reason::consent_expired:
      return "consent_expired";
    case Reason::consent_invalidated:
      return "consent_invalidated";
    case Reason::double_opt_in_missing:
      return "double_opt_in_missing";
    case Reason::time_zone_unknown:
      return "time_zone_unknown";
    case Reason::data_not_permitted:
      return "data_not_permitted";
    case Reason::content_incomplete:
      return "content_incomplete";
    case Reason::expired:
      return "expired";
    case Reason::quiet_hours:
      return "quiet_hours";
    case Reason::pace:
      return "pace";
    case Reason::channel_unavailable:
      return "channel_unavailable";
    case Reason::journey_paused:
      return "journey_paused";
    case Reason::channel_paused:
      return "channel_paused";
  }
  return {};
}

std::optional<Reason> parse_reason(std::string_view text) {
  for (Reason reason : kReasons) {
    if (name(reason) == text) return reason;
  }
  return std::nullopt;
}

// The numbers leave room in each family, and are grouped by it.
About about(Reason reason) {
  if (reason < Reason::no_address) return About::person;
  if (reason < Reason::data_not_permitted) return About::point;
  if (reason < Reason::quiet_hours) return About::message;
  return About::deferring;
}

std::string_view sentence(Reason reason) {
  switch (reason) {
    case Reason::contact_unknown:
      return "Nobody is known under this id.";
    case Reason::contact_erased:
      return "The person asked to be erased.";
    case Reason::processing_restricted:
      return "A reviewer restricted the use of this person's data.";
    case Reason::objected:
      return "The person objected to marketing.";
    case Reason::held_out:
      return "The person is in the control group, which is sent nothing.";
    case Reason::paused_by_contact:
      return "The person asked for a break.";
    case Reason::already_reached:
      return "The person was already reached with this message, or may have been.";
    case Reason::frequency_cap:
      return "The person has had as many messages as the limits allow.";
    case Reason::no_address:
      return "No address for this channel is known.";
    case Reason::not_provided_by_contact:
      return "The address did not come from the person.";
    case Reason::suppressed_bounce:
      return "The address refused an earlier message for good.";
    case Reason::suppressed_complaint:
      return "An earlier message to this address was reported as spam.";
    case Reason::address_paused:
      return "A reply from this address waits for somebody to read it.";
    case Reason::consent_missing:
      return "The person never agreed to this purpose on this channel.";
    case Reason::consent_pending:
      return "The person was asked and has not agreed yet.";
    case Reason::consent_refused:
      return "The person said no when asked.";
    case Reason::consent_withdrawn:
      return "The person withdrew the consent.";
    case Reason::consent_expired:
      return "The consent has run out.";
    case Reason::consent_invalidated:
      return "The consent does not count: it was declared invalid, or its notice does not cover this.";
    case Reason::double_opt_in_missing:
      return "The address has not been confirmed by a double opt-in.";
    case Reason::time_zone_unknown:
      return "No hour is sure to be allowed where the person may be.";
    case Reason::data_not_permitted:
      return "The message needs data from a source that this purpose may not use.";
    case Reason::content_incomplete:
      return "The message lacks a part or a value.";
    case Reason::expired:
      return "It is too late for this message.";
    case Reason::quiet_hours:
      return "It is the person's quiet time.";
    case Reason::pace:
      return "The person asked for a slower pace.";
    case Reason::channel_unavailable:
      return "The channel cannot take messages now.";
    case Reason::journey_paused:
      return "The operator paused the journey.";
    case Reason::channel_paused:
      return "The operator paused the channel.";
  }
  return {};
}

}  // namespace assent::channels
