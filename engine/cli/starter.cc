#include "engine/cli/starter.h"

namespace assent::engine {
namespace {

constexpr std::string_view settings =
    R"(# Where the server listens, what links start with, and what carries each channel.
listen: 127.0.0.1:7420
public_url: http://127.0.0.1:7420     # what links in messages start with; https:// and your host once it is public
data: data
channels:
  # A folder that any mail program can open. For real mail: {transport: smtp, url: smtp://127.0.0.1:25, from: ...}
  email: {transport: maildir, path: out/mail, from: "My Company <news@company.example>"}
audit: {origin: company.example/audit}
keys: {master: keys/master}           # keep a copy elsewhere: without it nobody can read the data
)";

constexpr std::string_view policy = R"(# Who asks, for what, in which words, and how often.
controller:
  name: My Company
  country: FR
  postal_address: "1 rue de la Paix, 75002 Paris, France"
  contact: privacy@company.example
assume_country: FR                    # for contacts that show none

purposes:
  newsletter:
    title: Newsletter
    description: News from us, about once a month.
    channels: [email]

# The wording that people said yes to. Once used, a notice is never changed: add newsletter-v2 instead.
notices:
  newsletter-v1:
    language: en
    text: "Send me the newsletter by e-mail, about once a month. I can stop at any time."
    covers: [{purpose: newsletter, channels: [email]}]

data_use: {third_party: never}
limits: {at_most: 3 messages per 7 days, quiet_hours: 21:00-08:00}
retention: {events: 400 days, unconfirmed: 30 days, evidence: 5 years}
)";

constexpr std::string_view journey = R"(journey: welcome                      # the file's name
purpose: newsletter                   # what the contact agreed to; no journey without one
why: Greet a new subscriber.
owner: marketing@company.example

enter:
  event: Signed Up
  again: never

steps:
  - send: welcome                     # templates/welcome.yaml
    by: email
)";

constexpr std::string_view message = R"(template: welcome
email:
  subject: "Welcome, {{ contact.first_name | default: 'there' }}"
  text: |
    Hello {{ contact.first_name | default: 'there' }},

    thank you for signing up. The next newsletter comes to this address.

    One click and we stop: {{ links.unsubscribe }}
)";

constexpr std::string_view ignored = "data/\nout/\nkeys/\n";

constexpr StarterFile files[] = {
    {"assent.yaml", settings},           {"policy.yaml", policy}, {"journeys/welcome.yaml", journey},
    {"templates/welcome.yaml", message}, {".gitignore", ignored},
};

}  // namespace

std::span<const StarterFile> starter_files() {
  return files;
}

}  // namespace assent::engine
