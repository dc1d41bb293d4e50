// The journey of design.md, section 5, as it stands there.
#pragma once

#include <string_view>

namespace assent::workflows {

inline constexpr std::string_view kDesignExample = R"(journey: trial-onboarding            # the file's name
purpose: product_tips                # what the contact agreed to; no journey without one
why: Help a new trial reach its first project.
owner: lifecycle@acme.example
priority: 50                         # who goes first when a cap leaves one slot

enter:
  event: Trial Started               # or  segment: vip (once: 2026-12-01 09:00 for a broadcast)  |  schedule: every monday 09:00  |  date: contact.renewal_date - 30 days
  if: event.plan != 'enterprise'     # CEL
  again: never                       # never | always | after 90 days
  key: event.order_id                # optional: one run per key instead of one per contact
  hold_out: 5%                       # a control group: they run, nothing is sent, goals are measured

leave:                               # acts at once, also inside a wait
  goal: {event: Subscribed, within: 30 days, value: event.amount}
  when:
    - event: Account Closed
    - if: contact.plan == 'churned'

limits: {at_most: 3 messages per 7 days}

steps:
  - send: welcome                    # templates/welcome.yaml
    by: email
  - wait: 2 days
  - wait: until tue-thu 09:30        # the contact's own time
  - wait_for: Project Created
    if: event.kind == 'real'
    up_to: 3 days
    then:
      - send: first-project
        by: [email, social.line]     # a preference order, never both; "preferred" asks the contact's own
    otherwise:
      - send: need-a-hand
        by: preferred
        expires: 2 days              # if it can't go out by then, it doesn't
        if_denied: continue          # or stop
  - if: contact.score >= 50 && contact.count('Login', duration('168h')) > 3
    then:
      - score: +10
      - hand_over: sales             # a task for a person, with context
        note: Active trial, ask about the team plan.
    else:
      - stop: not ready yet          # the reason stands in the trace
  - split: subject-test
    ways:
      short: {share: 50%, steps: [{send: tips-short}]}
      long:  {share: 50%, steps: [{send: tips-long}]}

tests:
  - name: silent when the address came from somewhere else
    given:
      contact: {plan: pro}
      points: [{channel: email, address: ada@acme.example, provided_by: third_party}]
    when: [{event: Trial Started}, {after: 3 days}]
    then: [{denied: welcome, because: not_provided_by_contact}, {nothing_sent: true}]
)";

}  // namespace assent::workflows
