#include "engine/api/own_page_posts.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"

namespace assent::engine {
namespace {

struct Post {
  const PageForm& form;
  const RecipientLink& link;
  const OwnPage& page;
  const channels::Policy& policy;
  const Origin& origin;

  PreferenceCommand preference(Preference what) const {
    PreferenceCommand p;
    p.what = what;
    p.contact = page.contact;
    p.address = link.address;
    p.access = link.scope == LinkScope::access;
    p.language = origin.language;
    p.ip = origin.ip;
    p.user_agent = origin.user_agent;
    return p;
  }
  WithdrawalCommand withdrawal() const {
    WithdrawalCommand w;
    w.user_id = page.contact.text();
    w.method = "page";
    w.ip = origin.ip;
    w.user_agent = origin.user_agent;
    return w;
  }
};

Posted nothing(const char* why) {
  return {{}, false, why, {}, Posted::Hand::nothing};
}

Posted doing(Command command, const char* done) {
  return {{std::move(command)}, true, done, {}, Posted::Hand::nothing};
}

// "tips:email" as purpose and channel; nullopt: no such.
std::optional<std::pair<std::string, Channel>> pair_of(const std::string& text) {
  auto colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  auto channel = Channel::parse(text.substr(colon + 1));
  if (!channel) return std::nullopt;
  return std::pair(text.substr(0, colon), *channel);
}

// Off goes what was shown and is not ticked any more: a box that the page did not have stops nothing.
Posted topics(const Post& post) {
  Posted out;
  out.good = true;
  for (const std::string& shown : post.form.all("shown")) {
    auto pair = pair_of(shown);
    if (!pair || post.form.has("keep", shown)) continue;
    WithdrawalCommand stop = post.withdrawal();
    stop.purpose = pair->first;
    stop.channel = pair->second;
    if (out.commands.size() < limits::submission_consents) out.commands.emplace_back(std::move(stop));
  }
  out.said = out.commands.empty() ? "done_same" : "done_topics";
  return out;
}

Posted pace(const Post& post) {
  std::string chosen = post.form.one("pace");
  if (chosen == "same") return {{}, true, "done_same", {}, Posted::Hand::nothing};
  for (const PaceOption& option : pace_options()) {
    if (chosen != option.name) continue;
    PreferenceCommand p = post.preference(Preference::pace);
    if (option.cap) {
      p.messages = option.cap->messages;
      p.window = option.cap->window;
    }
    return doing(std::move(p), "done_pace");
  }
  return nothing("error_choose");
}

Posted pause(const Post& post) {
  std::string chosen = post.form.one("for");
  for (const PauseOption& option : pause_options()) {
    if (chosen != option.name) continue;
    PreferenceCommand p = post.preference(Preference::pause);
    p.until = post.origin.now + option.length;
    Posted out = doing(p, "done_pause");
    out.until = p.until;
    return out;
  }
  return nothing("error_choose");
}

// "22:30", and "22:30:00" as some browsers send it.
std::optional<std::uint16_t> minute_of(const std::string& text) {
  auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -100000; };
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return static_cast<std::uint16_t>(hours * 60 + minutes);
}

Posted quiet(const Post& post) {
  auto from = minute_of(post.form.one("from")), to = minute_of(post.form.one("to"));
  if (!from || !to || *from == *to) return nothing("error_hours");
  PreferenceCommand p = post.preference(Preference::quiet_hours);
  p.from_minute = *from;
  p.to_minute = *to;
  return doing(std::move(p), "done_quiet");
}

Posted preferred(const Post& post) {
  std::string chosen = post.form.one("channel");
  PreferenceCommand p = post.preference(Preference::preferred);
  p.channel = Channel::parse(chosen);
  if (!p.channel && chosen != "any") return nothing("error_choose");
  return doing(std::move(p), "done_preferred");
}

// Every address that they hold, and the one of the link though they may hold it no more.
WithdrawalCommand everything(const Post& post) {
  WithdrawalCommand stop = post.withdrawal();
  if (post.page.address) {
    stop.kind = post.page.address->kind;
    stop.address = post.page.address->value;
  }
  return stop;
}

Posted erase(const Post& post) {
  if (!post.form.has("sure", "yes")) return nothing("error_erase");
  Posted out = doing(everything(post), "done_erase");
  out.commands.emplace_back(post.preference(Preference::erasure));
  return out;
}

// A grant: the notice that was shown, word for word, ticked item by item, and the tick that says so.
Posted grant(const Post& post) {
  const channels::Notice* notice = post.policy.notice(post.form.one("notice"));
  if (!notice || to_hex(notice->sha256) != post.form.one("sha256")) return nothing("error_wording");
  if (!post.form.has("agree", "yes")) return nothing("error_agree");
  std::string once = post.form.one("once").substr(0, limits::name_bytes);
  if (!post.page.address || once.empty() || post.page.choices.erasure_asked) return nothing("error_choose");
  SubmissionCommand s;
  s.submission_id = once;
  s.user_id = post.page.contact.text();
  s.timestamp = post.origin.now;
  s.form_id = kContactPage;
  s.form_url = post.origin.url;
  s.language = notice->language;
  s.provided = {{post.page.address->kind, post.page.address->value}};
  for (const std::string& given : post.form.all("give")) {
    auto pair = pair_of(given);
    bool fits = pair && pair->second.point_kind() == post.page.address->kind &&
                notice->covers_consent(pair->first, pair->second);
    if (fits) s.consents.push_back({pair->first, {pair->second}, notice->id});
  }
  if (s.consents.empty()) return nothing("error_choose");
  s.ip = post.origin.ip;
  s.user_agent = post.origin.user_agent;
  s.action = "tick";
  s.method = "page";
  return doing(std::move(s), "done_grant");
}

Posted hand_out(const Post& post, Posted::Hand hand) {
  Posted out =
      doing(AccessCommand{post.page.contact, "download", post.origin.ip, post.origin.user_agent}, "");
  out.hand = hand;
  return out;
}

struct Deed {
  const char* name;
  bool needs_access;
  Posted (*read)(const Post&);
};

const Deed kDeeds[] = {
    {"topics", false, topics},
    {"pace", false, pace},
    {"pause", false, pause},
    {"quiet", false, quiet},
    {"preferred", false, preferred},
    {"stop", false, [](const Post& post) { return doing(everything(post), "done_stop"); }},
    {"access", false,
     [](const Post& post) { return doing(post.preference(Preference::access_link), "done_access"); }},
    {"pause_end", true,
     [](const Post& post) { return doing(post.preference(Preference::pause), "done_pause_ended"); }},
    {"quiet_end", true,
     [](const Post& post) { return doing(post.preference(Preference::quiet_hours), "done_quiet"); }},
    {"grant", true, grant},
    {"download", true, [](const Post& post) { return hand_out(post, Posted::Hand::file); }},
    {"download_page", true, [](const Post& post) { return hand_out(post, Posted::Hand::page); }},
    {"erase", true, erase},
};

}  // namespace

Posted read_post(const PageForm& form, const RecipientLink& link, const OwnPage& page,
                 const channels::Policy& policy, const Origin& origin) {
  std::string wanted = form.one("do");
  for (const Deed& deed : kDeeds) {
    if (wanted != deed.name) continue;
    if (deed.needs_access && link.scope != LinkScope::access) return nothing("error_loosen");
    return deed.read(Post{form, link, page, policy, origin});
  }
  return nothing("error_choose");
}

}  // namespace assent::engine
