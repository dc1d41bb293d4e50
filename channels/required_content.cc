#include "channels/required_content.h"

#include <algorithm>
#include <cctype>

namespace assent::channels {
namespace {

// Lowercase, and white space of any length one space: a postal address may be broken over lines.
std::string folded(std::string_view text) {
  std::string out;
  for (char c : text) {
    auto u = static_cast<unsigned char>(c);
    if (std::isspace(u)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(u < 0x80 ? static_cast<char>(std::tolower(u)) : c);
    }
  }
  return out;
}

bool tells(std::string_view body, std::string_view what) {
  std::string sought = folded(what);
  return !sought.empty() && folded(body).find(sought) != std::string::npos;
}

// "stop" as a word of its own.
bool says_stop(std::string_view body) {
  std::string text = folded(body);
  auto letter = [&](std::size_t at) {
    return at < text.size() && std::isalpha(static_cast<unsigned char>(text[at]));
  };
  for (std::size_t at = text.find("stop"); at != std::string::npos; at = text.find("stop", at + 1)) {
    if ((at == 0 || !letter(at - 1)) && !letter(at + 4)) return true;
  }
  return false;
}

bool shows_stop(const Channel& channel, std::string_view body, std::string_view link_prefix) {
  for (const char* page : {"/u/", "/c/"}) {
    if (!link_prefix.empty() && body.find(std::string(link_prefix) + page) != std::string_view::npos)
      return true;
  }
  return channel.medium() != Medium::email && says_stop(body);
}

// A number can be answered; a sender made of letters cannot.
bool answerable(std::string_view from) {
  return !from.empty() && std::all_of(from.begin(), from.end(), [](unsigned char c) {
    return std::isdigit(c) || c == '+' || c == ' ' || c == '-';
  });
}

}  // namespace

std::uint8_t content_parts(const Channel& channel, const Rendered& rendered, const ContentFacts& facts) {
  // Who reads one of two bodies does not read the other.
  auto in_each_body = [&](auto found) {
    return found(rendered.text) && (rendered.html.empty() || found(rendered.html));
  };
  const Controller& controller = *facts.controller;
  bool phone = channel.medium() == Medium::sms || channel.medium() == Medium::voice;
  bool named = tells(facts.from, controller.name) ||
               in_each_body([&](const std::string& body) { return tells(body, controller.name); });
  bool addressed =
      in_each_body([&](const std::string& body) { return tells(body, controller.postal_address); });
  bool shown =
      in_each_body([&](const std::string& body) { return shows_stop(channel, body, facts.link_prefix); });
  std::uint8_t parts = 0;
  if (channel.medium() == Medium::social || !facts.from.empty() || named) parts |= part_sender;
  if (named) parts |= part_name;
  if (addressed) parts |= part_postal_address;
  if (!phone || shown || answerable(facts.from)) parts |= part_stop_address;
  if (shown) parts |= part_stop_shown;
  return parts;
}

}  // namespace assent::channels
