// Deciding a scalar condition asks the heap for nothing: counted by a replaced operator new.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <new>

#include "rules/expression.h"
#include "rules/json_contact.h"

namespace {
thread_local std::size_t allocations = 0;
}

// Not inlined: GCC takes a malloc inside an inlined new for a mismatch with delete.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  void* p = std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) std::abort();
  return p;
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

namespace assent::rules {
namespace {

TEST(Allocation, NoneForScalarConditions) {
  const JsonContact contact(
      json::parse(
          R"({"plan":"trial","score":55,"tags":["beta","eu"],"email":"ada@acme.example","ratio":0.5})")
          .as_object(),
      {{"Login", Utc{}}});
  const json::value event =
      json::parse(R"({"Order ID":"A-12345","amount":42.5,"items":[{"sku":"x","n":2}]})");
  const Activation activation{&contact, &event.as_object(), nullptr, *parse_rfc3339("2026-11-21T10:00:00Z")};
  for (std::string_view text :
       {"contact.plan == 'trial'", "contact.plan in ['free', 'trial', 'pro'] && contact.score >= 50",
        "contact.email.endsWith('@acme.example') || contact.email.contains('x')", "'beta' in contact.tags",
        "event['Order ID'].matches('^A-[0-9]{4,}$')", "event.items.exists(i, i.sku == 'x' && i.n > 1)",
        "now > timestamp('2026-01-01T00:00:00Z') && now.getHours('Europe/Paris') == 11",
        "contact.count('Login', duration('1h')) == 0", "contact.ratio * 2.0 + event.amount > 40.0",
        "has(contact.lang) || (contact.missing == 1 || true)",
        "contact.plan + '/' + event['Order ID'] == 'trial/A-12345'", "event.items.map(i, i.n * 2) == [4]"}) {
    Compiled compiled = compile(text, journey_environment());
    ASSERT_TRUE(compiled.program) << text << ": " << compiled.issues.at(0).message;
    EXPECT_TRUE(decide(*compiled.program, activation).holds)
        << text;  // also fills RE2's and the zones' caches
    std::size_t before = allocations;
    bool holds = decide(*compiled.program, activation).holds;
    std::size_t used = allocations - before;
    EXPECT_TRUE(holds) << text;
    EXPECT_EQ(used, 0u) << text;
  }
}

TEST(Allocation, IsCounted) {
  std::size_t before = allocations;
  delete new int(1);
  EXPECT_EQ(allocations - before, 1u);
}

}  // namespace
}  // namespace assent::rules
