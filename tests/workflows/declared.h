// The workspace around the journeys of these tests.
#pragma once

#include "workflows/journey.h"

namespace assent::workflows {

inline Declared acme() {
  const Channel email = *Channel::parse("email");
  const Channel sms = *Channel::parse("sms");
  const Channel line = *Channel::parse("social.line");
  Declared out;
  out.purposes = {{"newsletter", {email}}, {"product_tips", {email, sms, line}}};
  out.templates = {{"welcome", {Medium::email, Medium::sms, Medium::social}},
                   {"first-project", {Medium::email, Medium::social}},
                   {"need-a-hand", {Medium::email, Medium::sms, Medium::social}},
                   {"tips", {Medium::email}}};
  return out;
}

}  // namespace assent::workflows
