// Every bound of the engine, in one place. Raising one is a decision about memory or fairness; nothing
// elsewhere may be unbounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace assent::limits {

using namespace std::chrono_literals;

// Ingest (Segment's documented limits, reference: its HTTP tracking API)
inline constexpr std::size_t body_bytes = 500 * 1024;        // a request's body as sent
inline constexpr std::size_t inflated_body_bytes = 4 << 20;  // and after gzip
inline constexpr std::size_t header_bytes = 16 * 1024;
inline constexpr std::size_t event_bytes = 32 * 1024;
inline constexpr std::size_t batch_events = 2500;
inline constexpr std::size_t json_depth = 64;
inline constexpr std::size_t user_id_bytes = 256;
inline constexpr std::size_t name_bytes = 256;
inline constexpr std::size_t address_bytes = 320;
inline constexpr std::size_t submission_bytes = 64 * 1024;
inline constexpr std::size_t submission_consents = 64;
inline constexpr std::size_t evidence_bytes = 2048;  // a URL, a user agent, a person's own words
inline constexpr std::size_t import_row_bytes = 64 * 1024;
inline constexpr std::size_t import_rows = 200;  // a call
inline constexpr std::size_t connections = 1024;
inline constexpr auto request_deadline = 30s;
inline constexpr auto idle_deadline = 75s;             // of a connection kept alive
inline constexpr auto linger = 2s;                     // reading on after a refusal, so that it arrives
inline constexpr std::size_t answer_bytes = 64 << 20;  // of a server's answer, to the command line

// The writer's queues, in commands
inline constexpr std::size_t ingest_queue = 16384;
inline constexpr std::size_t withdrawal_queue = 4096;  // reserved: event load cannot fill it
inline constexpr std::size_t internal_queue = 65536;   // timers, claims, outcomes
inline constexpr std::size_t retention_turn = 500;     // items that one turn of the daily pass looks at
inline constexpr std::size_t batch_inputs = 500;       // one WriteBatch; a stop waits for one at most

// Events in time
inline constexpr auto dedupe_window = std::chrono::hours(24 * 7);
inline constexpr auto stale_after = std::chrono::hours(24);
inline constexpr auto same_template_window = std::chrono::hours(24 * 7);

// A contact
inline constexpr std::size_t contact_attributes = 256;
inline constexpr std::size_t contact_attribute_bytes = 8 * 1024;
inline constexpr std::size_t contact_history = 512;  // events remembered, the newest
inline constexpr std::size_t contact_runs = 64;      // journeys under way at once
inline constexpr std::size_t contact_points = 32;
inline constexpr std::size_t contact_anonymous_ids = 32;
inline constexpr std::size_t contact_goals = 64;      // windows still open
inline constexpr std::size_t contact_memories = 256;  // journeys entered that are remembered
inline constexpr std::size_t contact_claims = 256;
inline constexpr std::size_t consent_events = 512;  // per address
inline constexpr std::size_t service_messages =
    16;  // remembered of an address: confirmations and access links
inline constexpr std::size_t contact_cache = 200'000;  // decoded, in memory

// Files that people write
inline constexpr std::size_t yaml_bytes = 1 << 20;
inline constexpr std::size_t yaml_nesting = 100;

// Journeys and expressions
inline constexpr std::size_t journey_bytes = 256 * 1024;
inline constexpr std::size_t journey_steps = 500;
inline constexpr std::size_t journey_nesting = 16;
inline constexpr std::size_t journeys = 20'000;
inline constexpr std::size_t steps_per_turn = 1000;  // one input moves a run at most so far
inline constexpr std::size_t journey_starts = 8;     // journeys that started each other
inline constexpr std::size_t run_seen = 16;          // answers and the like that nobody waited for yet
inline constexpr std::size_t expression_bytes = 16 * 1024;
inline constexpr std::size_t expression_nesting = 250;
inline constexpr std::uint64_t expression_steps = 100'000;
inline constexpr std::size_t expression_memory_bytes = 4 << 20;
inline constexpr std::size_t template_bytes = 512 * 1024;
inline constexpr std::size_t templates = 20'000;
inline constexpr std::size_t rendered_bytes = 2 << 20;
inline constexpr std::size_t liquid_nesting = 100;            // tags in tags, brackets in brackets
inline constexpr std::size_t liquid_partials = 50;            // templates in templates
inline constexpr std::uint64_t liquid_steps = 1'000'000;      // tags and outputs carried out, items looked at
inline constexpr std::size_t liquid_memory_bytes = 16 << 20;  // texts and lists that filters make
inline constexpr std::size_t liquid_partial_count = 1000;     // in a workspace

// Sending
inline constexpr auto approval_lifetime = 2s;   // an unused Approved is void after it
inline constexpr auto withdrawal_wait = 500ms;  // for hand-overs already on the wire
inline constexpr auto claim_retry_first = 30s;  // after not_begun, doubling
inline constexpr auto claim_retry_longest = std::chrono::minutes(30);
inline constexpr auto reconnect_first = 250ms;  // after a connection could not be opened, doubling
inline constexpr auto reconnect_longest = 30s;
inline constexpr auto fallback_grace =
    std::chrono::minutes(10);  // for the one fallback after a message expired

// Confirmations of a double opt-in: nobody can be made to receive many by filling in forms in their name
inline constexpr auto confirmation_gap = std::chrono::hours(24);  // of one address
inline constexpr std::uint32_t confirmations_per_ip = 20;         // in confirmation_ip_window
inline constexpr auto confirmation_ip_window = std::chrono::hours(24);
inline constexpr std::uint32_t confirmations_per_form = 1000;  // in confirmation_form_window
inline constexpr auto confirmation_form_window = std::chrono::hours(1);
inline constexpr auto confirmation_lifetime =
    std::chrono::hours(24 * 3);                                   // of the message, not of the request
inline constexpr auto unconfirmed = std::chrono::hours(24 * 30);  // where policy.yaml names no time
inline constexpr std::uint32_t access_links = 3;                  // of one address, in access_window
inline constexpr auto access_window = std::chrono::hours(24);

// Answers
inline constexpr std::size_t page_items = 1000;
inline constexpr std::size_t page_items_default = 100;
inline constexpr std::size_t report_records = 200'000;  // that one report looks at
inline constexpr std::size_t refusal_kinds = 1000;

// Pages of a contact, and what is handed out of what is held
inline constexpr std::size_t exports_waiting = 16;             // each reads the whole log
inline constexpr std::size_t form_fields = 512;                // of a POST from a page
inline constexpr std::size_t logo_bytes = 8 * 1024;            // of one that is part of the page
inline constexpr std::size_t languages = 64;                   // files in pages/
inline constexpr auto access_link = std::chrono::minutes(30);  // how long one works

}  // namespace assent::limits
