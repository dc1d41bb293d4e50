#include "engine/cli/store_copy.h"

#include <filesystem>

#include "base/json.h"
#include "engine/cli/operator_call.h"
#include "engine/http/server.h"

namespace assent::engine {

StoreCopy::~StoreCopy() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<std::unique_ptr<storage::Store>> StoreCopy::open(const Workspace& workspace) {
  Request request;
  request.method = "POST";
  request.path = "/local/checkpoint";
  request.local = true;
  auto answered = request_over_socket(socket_path(workspace.settings.data), request);
  if (!answered)
    return storage::Store::open(
        {.path = workspace.settings.data + "/store", .read_only = true, .create = false});
  if (answered.value().status != 200)
    return fail(Errc::system, "the server could not copy its store: " + answered.value().body);
  TRY(json::value body, parse_json(answered.value().body));
  path_ = std::string(body.at("path").as_string());
  return storage::Store::open({.path = path_, .read_only = true, .create = false});
}

}  // namespace assent::engine
