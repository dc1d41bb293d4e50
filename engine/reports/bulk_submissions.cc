// Many submissions from one place within a short time: a bot, a list typed in by staff, or a form under attack.
#include <algorithm>
#include <deque>
#include <set>

#include "engine/reports/report.h"

namespace assent::engine {
namespace {

struct Group {
  std::deque<Utc> recent;  // within the window that ends with the last
  std::uint64_t most = 0, all = 0, without_action = 0;
  Utc most_until{}, first{}, last{};
  std::set<std::string> people, forms;  // bounded: at_least says all that counts
};

constexpr std::size_t kNamed = 1000;  // people and forms remembered of one group

class Groups {
 public:
  explicit Groups(const ReportAsk& ask) : ask_(ask) {}

  void add(const std::string& by, const std::string& value, const SeenInput& input,
           const SubmissionCommand& submission) {
    if (value.empty()) return;
    Group& group = groups_[{by, value}];
    if (group.all++ == 0) group.first = input.now;
    group.last = input.now;
    group.without_action += submission.action.empty();
    group.recent.push_back(input.now);
    while (input.now - group.recent.front() >= ask_.window) group.recent.pop_front();
    if (group.recent.size() > group.most) {
      group.most = group.recent.size();
      group.most_until = input.now;
    }
    std::string person =
        submission.user_id.empty() ? "input " + std::to_string(input.seq) : submission.user_id;
    if (group.people.size() < kNamed) group.people.insert(std::move(person));
    if (group.forms.size() < kNamed && !submission.form_id.empty()) group.forms.insert(submission.form_id);
  }

  json::array as_json() const {
    std::vector<std::pair<std::pair<std::string, std::string>, const Group*>> found;
    for (const auto& [key, group] : groups_) {
      if (group.most >= ask_.at_least) found.emplace_back(key, &group);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.second->most > b.second->most; });
    if (found.size() > ask_.limit) found.resize(ask_.limit);
    json::array out;
    for (const auto& [key, group] : found) {
      json::array forms;
      for (const std::string& form : group->forms) forms.push_back(json::value(form));
      out.push_back({{"by", key.first},
                     {"value", key.second},
                     {"most_in_window", group->most},
                     {"window_ends", format_rfc3339(group->most_until)},
                     {"submissions", group->all},
                     {"contacts", group->people.size()},
                     {"without_action", group->without_action},
                     {"forms", std::move(forms)},
                     {"first", format_rfc3339(group->first)},
                     {"last", format_rfc3339(group->last)}});
    }
    return out;
  }

 private:
  const ReportAsk& ask_;
  std::map<std::pair<std::string, std::string>, Group> groups_;
};

}  // namespace

Result<json::object> bulk_submissions(const ReportSource& source, const ReportAsk& ask) {
  Groups groups(ask);
  std::uint64_t submissions = 0, without_action = 0;
  TRY(bool complete, each_input(source, ask, [&](const SeenInput& input) {
        const auto* submission = std::get_if<SubmissionCommand>(&input.command);
        if (!submission || submission->method == "import") return;
        ++submissions;
        without_action += submission->action.empty();
        groups.add("ip", submission->ip, input, *submission);
        groups.add("user_agent", submission->user_agent, input, *submission);
        groups.add("form", submission->form_id, input, *submission);
        for (const ProvidedPoint& point : submission->provided)
          groups.add("address", point.address, input, *submission);
      }));
  return json::object{{"submissions", submissions},
                      {"without_action", without_action},
                      {"groups", groups.as_json()},
                      {"refused_since_start", source.refusals.as_json()},
                      {"complete", complete}};
}

}  // namespace assent::engine
