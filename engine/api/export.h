// A subject access answer: everything that is held of one contact, in JSON for programs and as a page for people.
//
//   ExportParts parts{store, keys, policy, "https://news.acme.example", {{"email", "smtp.acme.example"}}};
//   TRY(json::object all, export_contact(parts, contact, now));
//   Response r = export_page(frame, all);
//
// Reads the state of the contact and of their addresses, and the whole log for what is sealed under their keys, so it
// takes time in proportion to the log. What is on record of a merged contact is part of it. Safe from any thread.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "channels/policy.h"
#include "engine/pages/layout.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct ExportParts {
  const storage::Store& store;
  const storage::Keys& keys;
  const channels::Policy& policy;
  std::string public_url;
  std::map<std::string, std::string> carriers;  // channel -> who carries its messages
};

// Errc::not_found: there is no such contact, or they were erased.
Result<json::object> export_contact(const ExportParts& parts, ContactId contact, Utc now);

// What GET /v1/contacts/{id} answers: the state, without the log.
Result<json::object> contact_summary(const ExportParts& parts, ContactId contact, Utc now);

Response export_page(const PageFrame& frame, const json::object& all);

}  // namespace assent::engine
