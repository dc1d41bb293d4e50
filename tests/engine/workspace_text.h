// The workspace that a World starts with; world.h says in words what is in it.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>

namespace assent::engine {

inline std::string journey_text(const std::string& name, const std::string& event, const std::string& enter,
                                const std::string& steps, const std::string& purpose = "tips") {
  return fmt::format("journey: {}\npurpose: {}\nenter:\n  event: {}\n{}steps:\n{}", name, purpose, event,
                     enter, steps);
}

inline std::string send_text(const std::string& what, const std::string& by = "email",
                             const std::string& more = "") {
  return fmt::format("  - send: {}\n    by: {}\n{}", what, by, more);
}

inline std::string template_text(const std::string& name, const std::string& rest = "") {
  return fmt::format(
      "template: {0}\nemail: {{subject: \"{0}\", text: \"{0} {1} {{{{ links.unsubscribe }}}}\"}}\n"
      "sms: {{text: \"{0} {1}\"}}\nsocial: {{text: \"{0} {1}\"}}\n",
      name, rest);
}

inline std::string policy_text(const std::string& third_party = "never",
                               const std::string& covers_tips = "") {
  std::string covered = covers_tips.empty() ? "[email, sms, social.line]" : covers_tips;
  return R"(controller: {name: Acme SARL, country: FR, postal_address: "1 rue de la Paix, Paris", contact: p@acme.example}
assume_country: FR
regimes: []
purposes:
  tips: {title: Tips, description: How to get more from it., channels: [email, sms, social.line]}
  news: {title: News, description: What is new., channels: [email]}
  brief: {title: A month of help, description: Help for a month., channels: [email], expires: 30 days}
notices:
  all:
    language: en
    text: "Send me what I ticked. I can stop at any time."
    covers:
      - {purpose: tips, channels: )" +
         covered + R"(}
      - {purpose: news, channels: [email]}
      - {purpose: brief, channels: [email]}
data_use: {third_party: )" +
         third_party + R"(}
limits: {at_most: 20 messages per 7 days, quiet_hours: 21:00-08:00}
retention: {events: 400 days, unconfirmed: 30 days, evidence: 5 years}
)";
}

inline std::string settings_text(const std::string& email) {
  return "public_url: https://news.acme.example\nchannels:\n  email: " + email +
         "\n  sms: {transport: spool, path: out/sms.jsonl, from: \"+33123456789\"}\n"
         "  social.line: {transport: spool, path: out/line.jsonl}\n"
         "audit: {origin: acme.example/audit}\nkeys: {master: keys/master}\n";
}

inline std::map<std::string, std::string> workspace_files(const std::string& email) {
  const std::string always = "  again: always\n";
  std::map<std::string, std::string> files{{"assent.yaml", settings_text(email)},
                                           {"policy.yaml", policy_text()}};
  auto journey = [&](const std::string& name, const std::string& text) {
    files["journeys/" + name + ".yaml"] = text;
  };
  journey("start", journey_text("start", "Start", always, send_text("welcome")));
  journey("twin", journey_text("twin", "Twin", always, send_text("welcome")));
  journey("nap", journey_text("nap", "Nap", always, "  - wait: 2 days\n" + send_text("after-nap")));
  journey("news", journey_text("news", "News", always, send_text("news"), "news"));
  journey("brief", journey_text("brief", "Brief", always, send_text("brief"), "brief"));
  journey("once", journey_text("once", "Once", "  again: never\n", send_text("once")));
  journey("ladder",
          journey_text("ladder", "Ladder", always, send_text("ladder", "[email, sms, social.line]")));
  journey("hurry", journey_text("hurry", "Hurry", always,
                                send_text("hurry", "[email, sms]", "    expires: 10 hours\n")));
  journey("order", journey_text("order", "Order", always + "  key: event.order\n", send_text("order")));
  journey("plan", journey_text("plan", "Plan", always + "  if: contact.plan == 'pro'\n", send_text("plan")));
  journey("habit",
          journey_text("habit", "Habit", always + "  if: contact.did('Login')\n", send_text("habit")));
  for (const char* name :
       {"welcome", "after-nap", "news", "brief", "once", "ladder", "hurry", "order", "habit"}) {
    files[std::string("templates/") + name + ".yaml"] = template_text(name);
  }
  files["templates/plan.yaml"] = template_text("plan", "dear {{ contact.first_name | default: 'reader' }},");
  return files;
}

}  // namespace assent::engine
