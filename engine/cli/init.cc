#include "engine/cli/init.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "base/result.h"
#include "engine/cli/arguments.h"
#include "engine/cli/starter.h"
#include "engine/workspace/workspace.h"
#include "storage/keys.h"

namespace assent::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* starter_key = "keys/master";

Result<void> make_folder(const fs::path& path) {
  std::error_code ec;
  fs::create_directories(path, ec);
  if (ec) return fail(Errc::system, "couldn't make the folder " + path.string() + ": " + ec.message());
  return ok();
}

Result<void> write_file(const fs::path& path, std::string_view text) {
  TRY(make_folder(path.parent_path()));
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return fail(Errc::system, "couldn't write " + path.string() + ": " + std::strerror(errno));
  return ok();
}

Result<void> make_key(const fs::path& path) {
  TRY(make_folder(path.parent_path()));
  std::error_code ec;
  fs::permissions(path.parent_path(), fs::perms::owner_all, ec);
  if (ec)
    return fail(Errc::system,
                "couldn't close " + path.parent_path().string() + " to others: " + ec.message());
  return storage::MasterKey::create_file(path);
}

bool empty_or_absent(const fs::path& path) {
  std::error_code ec;
  return !fs::exists(path, ec) || (fs::is_directory(path, ec) && fs::is_empty(path, ec));
}

Result<void> make_workspace(const fs::path& folder) {
  std::error_code ec;
  if (fs::exists(folder / "assent.yaml", ec)) {
    return fail(Errc::conflict, folder.string() +
                                    " is a workspace already. If only its master key is missing: assent "
                                    "init --key " +
                                    folder.string());
  }
  if (!empty_or_absent(folder)) {
    return fail(Errc::conflict, folder.string() + " is not empty. Name a new folder");
  }
  for (const StarterFile& file : starter_files()) {
    TRY(write_file(folder / file.path, file.text));
  }
  return make_key(folder / starter_key);
}

// The path of the key that was made.
Result<std::string> make_missing_key(const fs::path& folder) {
  Workspace workspace = load_workspace(folder);
  const std::string& where = workspace.settings.master_key;
  if (where.empty())
    return fail(Errc::invalid,
                "assent.yaml doesn't say where the key is. Run: assent check " + folder.string());
  if (where.starts_with("env:")) {
    return fail(Errc::invalid, "the master key comes from $" + where.substr(4) + ": set it to 64 hex digits");
  }
  if (!empty_or_absent(workspace.settings.data)) {
    return fail(Errc::conflict, "there is data in " + workspace.settings.data +
                                    " already, which a new master key could not open. Put the old key back");
  }
  fs::path path = (fs::path(workspace.folder) / where).lexically_normal();
  TRY(make_key(path));
  return path.string();
}

void say_what_was_made(const std::string& folder, std::ostream& out) {
  out << "made " << folder << ":\n";
  for (const StarterFile& file : starter_files()) out << "  " << file.path << "\n";
  out << "  " << starter_key << "  (keep a copy elsewhere: without it nobody can read the data)\n"
      << "next:\n"
      << "  assent check " << folder << "\n"
      << "  assent key add --role ingest --name website " << folder << "\n"
      << "  assent key add --role form --name signup --notice newsletter-v1 " << folder << "\n"
      << "  assent serve " << folder << "\n";
}

int refused(const Error& error, std::ostream& err) {
  err << error.message << "\n";
  return exit_wrong_input;
}

}  // namespace

int run_init(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  std::string folder;
  bool key_only = false;
  CLI::App app("Makes a starter workspace.", "assent init");
  app.add_option("DIR", folder, "a new or empty folder")->required();
  app.add_flag("--key", key_only, "only the master key of a workspace that came without one");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  if (key_only) {
    auto made = make_missing_key(folder);
    if (!made) return refused(made.error(), err);
    out << "made " << made.value() << "  (keep a copy elsewhere: without it nobody can read the data)\n";
    return exit_good;
  }
  auto made = make_workspace(folder);
  if (!made) return refused(made.error(), err);
  say_what_was_made(folder, out);
  return exit_good;
}

}  // namespace assent::engine
