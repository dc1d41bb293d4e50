#include "engine/http/message.h"

#include <gtest/gtest.h>

#include <boost/json/object.hpp>

namespace assent::engine {
namespace {

TEST(Message, EveryKindOfErrorHasItsStatus) {
  struct Row {
    Errc code;
    unsigned status, retry_after;  // 0: does not say
    std::string body;
  };
  const Row rows[] = {
      {Errc::malformed, 400, 0, R"({"error":{"code":"malformed","message":"m"}})"},
      {Errc::invalid, 422, 0, R"({"error":{"code":"invalid","message":"m"}})"},
      {Errc::unauthorized, 401, 0, R"({"error":{"code":"unauthorized","message":"m"}})"},
      {Errc::forbidden, 403, 0, R"({"error":{"code":"forbidden","message":"m"}})"},
      {Errc::not_found, 404, 0, R"({"error":{"code":"not_found","message":"m"}})"},
      {Errc::too_large, 413, 0, R"({"error":{"code":"too_large","message":"m"}})"},
      {Errc::overloaded, 503, 1, R"({"error":{"code":"overloaded","message":"m"}})"},
      {Errc::unavailable, 503, 5, R"({"error":{"code":"unavailable","message":"m"}})"},
      {Errc::conflict, 409, 0, R"({"error":{"code":"conflict","message":"m"}})"},
      {Errc::corrupt, 500, 0, R"({"error":{"code":"corrupt","message":"m"}})"},
      {Errc::system, 500, 0, R"({"error":{"code":"system","message":"m"}})"},
  };
  for (const Row& row : rows) {
    Response response = error_response(Error(row.code, "m"));
    EXPECT_EQ(response.status, row.status) << row.body;
    EXPECT_EQ(response.retry_after_s.value_or(0), row.retry_after) << row.body;
    EXPECT_EQ(response.body, row.body);
    EXPECT_EQ(response.content_type, "application/json");
  }
}

TEST(Message, AFieldIsNamedWhereThereIsOne) {
  EXPECT_EQ(error_response(Error(Errc::invalid, "a \"b\"", "form.id")).body,
            R"({"error":{"code":"invalid","message":"a \"b\"","field":"form.id"}})");
}

TEST(Message, JsonAnswers) {
  Response response = json_response(json::object{{"success", true}});
  EXPECT_EQ(response.status, 200u);
  EXPECT_EQ(response.body, R"({"success":true})");
  EXPECT_EQ(json_response(nullptr, 404).status, 404u);
}

}  // namespace
}  // namespace assent::engine
