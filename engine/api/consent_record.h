// Each consent as a record of ISO/IEC TS 27560:2023 in the terms of DPV 2.2, and the receipt that hands it out.
//
//   json::object record = consent_record({contact, address, policy, "email", "news", storage}, now);
//   json::object receipt = consent_receipt(record, now);
//
// One record for one person, address, channel and purpose: header, processing, parties, and as its events everything
// that was ever recorded of it, with the evidence. Field names are the specification's; "@context" says which term of
// DPV each is. What Assent does not know is null and named in "unknown", never made up. docs/consent.md has the list.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "channels/address.h"
#include "channels/policy.h"
#include "storage/contact.h"

namespace assent::engine {

struct ConsentSubject {
  const storage::Contact& contact;
  const channels::Address& address;
  const channels::Policy& policy;
  Channel channel;
  std::string purpose;
  // The wording that a consent's leaf records, as it was shown; empty: it is gone.
  std::function<std::string(Seq leaf)> wording;
  std::string withdrawal_url;  // the person's own page
  std::string record_id;       // a UUID that stays the same
};

json::object consent_record(const ConsentSubject& subject, Utc now);
json::object consent_receipt(json::object record, std::string receipt_id, Utc now);

// A UUID (RFC 9562, version 8) from a fingerprint: the same consent has the same one in every export.
std::string uuid_of(const Bytes16& fingerprint);

// The name of a consent's state in DPV, "dpv:ConsentGiven".
std::string_view dpv_status(channels::ConsentAct act);
std::string_view dpv_status(channels::ConsentState state);

}  // namespace assent::engine
