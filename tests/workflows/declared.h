// The workspace around the journeys of these tests.
#pragma once

#include "workflows/journey.h"

namespace assent::workflows {

inline Declared acme() {
  const Channel email = *Channel::parse("email");
  const Channel sms = *Channel::parse("sms");
  const Channel line = *Channel::parse("social.line");
  Declared out;
  out.purposes = {{"newsletter", {email}},
                  {"product_tips", {email, sms, line}},
                  {"trial_help", {email}, std::chrono::hours(24 * 30)}};
  out.templates = {{"welcome", {Medium::email, Medium::sms, Medium::social}},
                   {"first-project", {Medium::email, Medium::social}},
                   {"need-a-hand", {Medium::email, Medium::sms, Medium::social}},
                   {"tips", {Medium::email}},
                   {"tips-short", {Medium::email, Medium::sms, Medium::social}},
                   {"tips-long", {Medium::email, Medium::sms, Medium::social}},
                   {"how-was-it", {Medium::email, Medium::sms, Medium::social}}};
  out.journeys = {"win-back", "upgrade"};
  return out;
}

}  // namespace assent::workflows
