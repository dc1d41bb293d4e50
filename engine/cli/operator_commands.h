// Commands that ask the running server, or the store where none runs: key, clock, explain.
//
//   assent key add --role ingest --name website [DIR]     nothing but the key on stdout, once
//   assent clock advance 3d [DIR] | to 2026-11-24T09:00:00Z [DIR]
//   assent explain --contact u1 [--journey J] [--message M] [--at T] [--json] [DIR]
#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace assent::engine {

int run_key(std::span<const std::string> args, std::ostream& out, std::ostream& err);
int run_clock(std::span<const std::string> args, std::ostream& out, std::ostream& err);
int run_explain(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
