// A small world in which everything is allowed, for tests to break one thing at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "channels/gate.h"
#include "channels/regimes.h"

namespace assent::channels {

inline Bytes16 bytes_of(std::uint8_t n) {
  Bytes16 b{};
  b[0] = 1;
  b[15] = n;
  return b;
}

inline Utc at(std::string_view text) {
  return *parse_rfc3339(text);
}
inline Utc minute(std::int64_t n) {
  return at("2026-11-21T10:00:00Z") + std::chrono::minutes(n);
}
inline Channel channel(std::string_view text) {
  return *Channel::parse(text);
}

struct World {
  ContactId ada = ContactId::from(bytes_of(1));
  ContactId bob = ContactId::from(bytes_of(2));
  Policy policy;
  Person person;
  Address address;
  Ask ask;

  World() {
    std::vector<Channel> all{channel("email"), channel("sms"), channel("voice"), channel("social.line")};
    policy.purposes["tips"] = {
        .id = "tips", .title = "Tips", .description = "", .channels = all, .consent_expires = {}};
    policy.notices["tips-v1"] = {
        .id = "tips-v1", .language = "en", .text = "Send me tips.", .sha256 = {}, .covers = {{"tips", all}}};
    person.id = ada;
    address.id = AddressId::from(bytes_of(3));
    address.kind = *PointKind::parse("email");
    address.value = "ada@acme.example";
    address.holders.push_back(point(ada));
    address.consents.push_back(event(ConsentAct::given, 0));
    ask.channel = channel("email");
    ask.purpose = "tips";
    ask.journey = "trial";
    ask.template_name = "welcome";
    ask.intent = intent_of("welcome", "e-1");
    ask.message = MessageId::from(bytes_of(100));
    ask.now = minute(60);
    ask.expires_at = minute(60 * 24 * 3);
    ask.zones = {*Zone::find("Europe/Paris")};
  }

  Point point(ContactId contact, ProvidedBy by = ProvidedBy::contact) const {
    Point p;
    p.contact = contact;
    p.provided_by = by;
    p.provided_at = minute(0);
    p.through = "form signup";
    p.credential = "website";
    p.leaf_seq = 7;
    return p;
  }

  ConsentEvent event(ConsentAct act, std::int64_t at_minute) const {
    ConsentEvent e;
    e.act = act;
    e.contact = ada;
    e.channel = channel("email");
    e.purpose = "tips";
    e.event_time = e.recorded_at = minute(at_minute);
    e.evidence.notice = "tips-v1";
    e.evidence.credential = "website";
    e.leaf_seq = 8;
    return e;
  }

  // A claim of another message, which reached somebody `minutes_ago`.
  Claim claim(std::uint8_t message, std::int64_t minutes_ago) const {
    Claim c;
    c.message = MessageId::from(bytes_of(message));
    c.contact = ada;
    c.intent = intent_of("other", "e-0");
    c.template_name = "other";
    c.journey = "digest";
    c.purpose = "tips";
    c.channel = channel("email");
    c.at = ask.now - std::chrono::minutes(minutes_ago);
    return c;
  }

  Decision decide() const {
    Ask a = ask;
    a.person = &person;
    a.address = &address;
    return channels::decide(a, policy);
  }
};

}  // namespace assent::channels
