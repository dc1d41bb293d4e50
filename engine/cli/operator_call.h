// What the operator's commands ask of a workspace: of its running server through the socket in the data folder, and
// where none runs, of the store itself, opened for the one request.
//
//   TRY(Response r, operator_call("acme", request));
#pragma once

#include <iosfwd>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "engine/http/message.h"

namespace assent::engine {

std::string socket_path(const std::string& data_folder);

// The body of a 2xx answer, or the error that was answered.
Result<json::object> operator_call(const std::string& folder, Request request, std::ostream& err);

// The same, as it was answered.
Result<Response> operator_answer(const std::string& folder, Request request, std::ostream& err);

}  // namespace assent::engine
