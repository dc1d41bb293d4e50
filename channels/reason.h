// Why a message is denied or deferred. The names are a contract: they stand in leaves, answers and docs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assent::channels {

// What a reason is about decides what happens next (design, section 5): after a reason about the point or
// channel a fallback channel is tried; a reason about the person or the message ends the step.
enum class About : std::uint8_t { person, point, message, deferring };

enum class Reason : std::uint8_t {
  // About the person
  contact_unknown = 1,
  contact_erased,
  processing_restricted,
  objected,
  held_out,
  paused_by_contact,
  already_reached,
  frequency_cap,
  // About the point or channel
  no_address = 20,
  not_provided_by_contact,
  suppressed_bounce,
  suppressed_complaint,
  address_paused,
  consent_missing,
  consent_pending,
  consent_refused,
  consent_withdrawn,
  consent_expired,
  consent_invalidated,
  double_opt_in_missing,
  time_zone_unknown,
  // About the message
  data_not_permitted = 50,
  content_incomplete,
  expired,
  // Deferring
  quiet_hours = 70,
  pace,
  channel_unavailable,
  journey_paused,
  channel_paused,
};

// In the order in which reasons are given.
inline constexpr std::array kReasons{Reason::contact_unknown,
                                     Reason::contact_erased,
                                     Reason::processing_restricted,
                                     Reason::objected,
                                     Reason::held_out,
                                     Reason::paused_by_contact,
                                     Reason::already_reached,
                                     Reason::frequency_cap,
                                     Reason::no_address,
                                     Reason::not_provided_by_contact,
                                     Reason::suppressed_bounce,
                                     Reason::suppressed_complaint,
                                     Reason::address_paused,
                                     Reason::consent_missing,
                                     Reason::consent_pending,
                                     Reason::consent_refused,
                                     Reason::consent_withdrawn,
                                     Reason::consent_expired,
                                     Reason::consent_invalidated,
                                     Reason::double_opt_in_missing,
                                     Reason::time_zone_unknown,
                                     Reason::data_not_permitted,
                                     Reason::content_incomplete,
                                     Reason::expired,
                                     Reason::quiet_hours,
                                     Reason::pace,
                                     Reason::channel_unavailable,
                                     Reason::journey_paused,
                                     Reason::channel_paused};

std::string_view name(Reason reason);                       // "consent_withdrawn"
std::optional<Reason> parse_reason(std::string_view text);  // nullopt: no such reason
About about(Reason reason);
std::string_view sentence(Reason reason);  // for people, without personal data

}  // namespace assent::channels
