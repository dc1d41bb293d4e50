#include "engine/apply/access_links.h"

#include "base/limits.h"
#include "engine/pages/link_token.h"

namespace assent::engine {
namespace {

// Of the contact's own words, else of what they last agreed to here: nothing that a page said has to be kept for it.
std::string language_of(const Contact& contact, const Address& address) {
  auto own = contact.attributes.find("language");
  bool theirs = own != contact.attributes.end() && own->second.source != Source::third_party;
  if (theirs && own->second.value.is_string()) return std::string(own->second.value.get_string());
  std::string language;
  for (const auto& consent : address.consents) {
    if (consent.contact == contact.id && !consent.evidence.language.empty())
      language = consent.evidence.language;
  }
  return language;
}

bool asked_too_often(const Address& address, Utc now) {
  std::size_t lately = 0;
  for (const channels::Asking& one : address.asked) {
    if (one.service == channels::Service::access && now - one.at < limits::access_window) ++lately;
  }
  return lately >= limits::access_links;
}

}  // namespace

void ask_for_access(Applying& a, Contact& contact, const PreferenceCommand& asked) {
  Address* address = a.tx.address(asked.address);
  if (!address) {
    a.out.answer.body["said"] = "error_access_blocked";
    return;
  }
  bool often = asked_too_often(*address, a.now());
  ServicePlan plan;
  plan.service = channels::Service::access;
  plan.id = MessageId::from(a.draw("message"));
  plan.requested_at = a.now();
  plan.expires_at = a.now() + limits::access_link;
  bool going = plan_service(a, contact, *address, plan);
  a.out.answer.body["said"] = going ? "done_access" : often ? "error_access_many" : "error_access_blocked";
}

ServiceContent access_content(Applying& a, const Contact& contact, const Address& address) {
  const channels::Controller& controller = a.policy().controller;
  const Wording& wording = a.deployed.settings().wordings.in(language_of(contact, address));
  RecipientLink link{LinkScope::access, contact.id, address.id, a.now() + limits::access_link};
  bool mail = address.kind.family() == PointKind::Family::email;
  Said said{{"controller", controller.name},
            {"postal_address", controller.postal_address},
            {"contact", controller.contact},
            {"link", a.deployed.settings().public_url + "/c/" + link_token(a.tx.keys(), link)}};
  ServiceContent content;
  if (mail) content.rendered.subject = wording.say("access.subject", said);
  content.rendered.text = wording.say(mail ? "access.text" : "access.short", said);
  return content;
}

}  // namespace assent::engine
