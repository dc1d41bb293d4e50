#include <fmt/format.h>

#include <algorithm>

#include "engine/rehearsal/read_words.h"
#include "engine/rehearsal/scene.h"

namespace assent::engine {
using namespace scene;

namespace {

std::optional<Source> parse_teller(std::string_view text) {
  for (Source source : {Source::contact, Source::upstream, Source::third_party}) {
    if (assent::name(source) == text) return source;
  }
  return std::nullopt;
}

class SceneReader {
 public:
  SceneReader(const Cast& cast, Issues& issues) : cast_(cast), issues_(issues) {}

  Given given(const YamlNode& node) {
    Given given;
    MapReader map(node, issues_, "given");
    if (const YamlNode* now = map.find("now")) given.now = read_moment(*now, issues_, "now");
    if (const YamlNode* zone = map.find("time_zone")) given.zone = read_zone(*zone);
    if (const YamlNode* contact = map.find("contact")) given.attributes = object(*contact, "contact");
    if (const YamlNode* sources = map.find("sources")) read_sources(*sources, given);
    if (const YamlNode* points = map.find("points")) {
      for (const YamlNode* item : read_list(*points)) {
        if (auto point = read_point(*item)) given.points.push_back(std::move(*point));
      }
    }
    if (const YamlNode* consents = map.find("consents")) {
      for (const YamlNode* item : read_list(*consents)) {
        if (auto consent = read_consent(*item, given.points)) given.consents.push_back(std::move(*consent));
      }
    }
    if (const YamlNode* events = map.find("events")) {
      for (const YamlNode* item : read_list(*events)) {
        if (auto event = read_event(*item, Past::yes)) given.events.push_back(std::move(*event));
      }
    }
    if (const YamlNode* carriers = map.find("carriers")) read_carriers(*carriers, given);
    if (const YamlNode* seed = map.find("seed")) {
      auto value = read_integer(*seed, issues_, "seed");
      if (value && *value < 0) issues_.error(*seed, "seed is negative", "0 or more");
      given.seed = static_cast<std::uint64_t>(std::max<std::int64_t>(value.value_or(1), 0));
    }
    map.finish();
    return given;
  }

  std::vector<Act> when(const YamlNode& node, const std::vector<Point>& points) {
    std::vector<Act> acts;
    std::vector<Point> known = points;
    for (const YamlNode* item : read_list(node)) {
      if (auto act = read_act(*item, known)) acts.push_back(std::move(*act));
    }
    return acts;
  }

 private:
  enum class Past : bool { no, yes };

  json::object object(const YamlNode& node, std::string_view what) {
    if (node.kind == YamlNode::Kind::null) return {};
    if (node.kind == YamlNode::Kind::map) return to_json(node).as_object();
    issues_.error(node, fmt::format("{} is no map", what), "names and values, such as {plan: pro}");
    return {};
  }

  std::optional<Zone> read_zone(const YamlNode& node) {
    auto name = read_string(node, issues_, "time_zone");
    if (!name) return std::nullopt;
    auto zone = Zone::find(*name);
    if (!zone)
      issues_.error(node, fmt::format("there is no time zone \"{}\"", *name), "a name such as Asia/Bangkok");
    return zone;
  }

  void read_sources(const YamlNode& node, Given& given) {
    MapReader map(node, issues_, "sources");
    for (const auto& [key, value] : node.members) {
      map.skip(key.text);
      auto source = parse_teller(value.text);
      if (!source) {
        const std::vector<std::string> known{"contact", "operator", "third_party"};
        issues_.error(value, fmt::format("\"{}\" is no source", value.text), one_of_words(known),
                      nearest(value.text, known));
      } else if (!given.attributes.contains(key.text)) {
        issues_.error(key, fmt::format("contact: has no \"{}\"", key.text), "an attribute that stands there");
      } else {
        given.sources[key.text] = *source;
      }
    }
    map.finish();
  }

  std::optional<Point> read_point(const YamlNode& node) {
    MapReader map(node, issues_, "a point");
    const YamlNode* channel = map.require("channel");
    const YamlNode* address = map.require("address");
    const YamlNode* by = map.find("provided_by");
    map.finish();
    if (!channel || !address) return std::nullopt;
    Point point;
    auto as_channel = Channel::parse(channel->text);
    auto kind = PointKind::parse(channel->text);
    if (!kind && as_channel) kind = as_channel->point_kind();
    if (!kind) {
      const std::vector<std::string> known{"email", "phone", "social.line"};
      issues_.error(*channel, fmt::format("\"{}\" is no kind of point", channel->text),
                    "email, phone or social.NETWORK", nearest(channel->text, known));
      return std::nullopt;
    }
    point.kind = *kind;
    auto normal = normal_address(*kind, address->text);
    if (!normal) {
      issues_.error(*address, fmt::format("this is no {} address", kind->text()),
                    kind->family() == PointKind::Family::phone ? "E.164, such as \"+66812345678\"" : "");
      return std::nullopt;
    }
    point.address = std::move(*normal);
    if (by) {
      const std::vector<std::string> known{"contact", "operator", "third_party"};
      auto word = read_one_of(*by, issues_, "provided_by", known);
      if (word == 1u) point.by = channels::ProvidedBy::upstream;
      if (word == 2u) point.by = channels::ProvidedBy::third_party;
    }
    return point;
  }

  const channels::Purpose* read_purpose(const YamlNode& node) {
    const channels::Purpose* purpose = cast_.policy.purpose(node.text);
    if (!purpose) {
      std::vector<std::string> known;
      for (const auto& [id, one] : cast_.policy.purposes) known.push_back(id);
      issues_.error(node, fmt::format("unknown purpose \"{}\"", node.text), one_of_words(known),
                    nearest(node.text, known));
    }
    return purpose;
  }

  static bool given_by_contact(const std::vector<Point>& points, const PointKind& kind) {
    return std::any_of(points.begin(), points.end(), [&](const Point& point) {
      return point.kind == kind && point.by == channels::ProvidedBy::contact;
    });
  }

  std::optional<Channel> read_channel(const YamlNode& node, const std::vector<Channel>& among,
                                      std::string_view whose) {
    auto channel = Channel::parse(node.text);
    if (channel && std::find(among.begin(), among.end(), *channel) != among.end()) return channel;
    std::vector<std::string> known;
    for (const Channel& one : among) known.push_back(one.text());
    issues_.error(node, fmt::format("{} has no channel \"{}\"", whose, node.text), one_of_words(known),
                  nearest(node.text, known));
    return std::nullopt;
  }

  // A purpose's name, or a map; without channels those of the purpose that the contact gave a point for.
  std::optional<Agreement> read_consent(const YamlNode& node, const std::vector<Point>& points) {
    Agreement consent;
    const YamlNode *name = &node, *channels = nullptr, *notice = nullptr, *ago = nullptr;
    if (node.kind == YamlNode::Kind::map) {
      MapReader map(node, issues_, "a consent");
      name = map.require("purpose");
      channels = map.find("channels");
      notice = map.find("notice");
      ago = map.find("ago");
      map.finish();
    }
    if (!name) return std::nullopt;
    const channels::Purpose* purpose = read_purpose(*name);
    if (!purpose) return std::nullopt;
    consent.purpose = purpose->id;
    std::string whose = fmt::format("the purpose \"{}\"", purpose->id);
    for (const YamlNode* item : channels ? read_list(*channels) : std::vector<const YamlNode*>()) {
      auto channel = read_channel(*item, purpose->channels, whose);
      if (channel && !given_by_contact(points, channel->point_kind())) {
        issues_.error(
            *item, fmt::format("nobody can consent to {} without an address for it", channel->text()),
            fmt::format("points: a {} point provided by the contact", channel->point_kind().text()));
      } else if (channel) {
        consent.channels.push_back(*channel);
      }
    }
    for (const Channel& channel : purpose->channels) {
      if (!channels && given_by_contact(points, channel.point_kind())) consent.channels.push_back(channel);
    }
    if (consent.channels.empty() && !channels) {
      issues_.error(*name, "this consent reaches no address",
                    "points: one that the contact provided, for a channel of the purpose");
    }
    read_notice(notice, *name, consent);
    if (ago) consent.ago = read_duration(*ago, issues_, "ago").value_or(Millis{});
    return consent;
  }

  // The notice named, else the first that covers all of it.
  void read_notice(const YamlNode* node, const YamlNode& at, Agreement& consent) {
    auto covers = [&](const channels::Notice& notice) {
      return std::all_of(consent.channels.begin(), consent.channels.end(), [&](const Channel& channel) {
        return notice.covers_consent(consent.purpose, channel);
      });
    };
    std::vector<std::string> known;
    for (const auto& [id, notice] : cast_.policy.notices) {
      known.push_back(id);
      if (node ? id == node->text : consent.notice.empty() && covers(notice)) consent.notice = id;
    }
    if (!node && consent.notice.empty()) {
      issues_.error(at, "no notice of policy.yaml covers this consent", "channels that one notice covers");
    } else if (node && consent.notice.empty()) {
      issues_.error(*node, fmt::format("unknown notice \"{}\"", node->text), one_of_words(known),
                    nearest(node->text, known));
    } else if (node && !covers(*cast_.policy.notice(consent.notice))) {
      issues_.error(*node, fmt::format("the notice \"{}\" does not cover this consent", consent.notice));
    }
  }

  std::optional<Event> read_event(const YamlNode& node, Past past) {
    Event event;
    if (past == Past::yes && node.kind == YamlNode::Kind::scalar) {
      event.name = node.text;
      return event;
    }
    MapReader map(node, issues_, "an event");
    const YamlNode* name = map.require("event");
    if (const YamlNode* properties = map.find("properties"))
      event.properties = object(*properties, "properties");
    if (past == Past::yes) {
      if (const YamlNode* ago = map.find("ago"))
        event.ago = read_duration(*ago, issues_, "ago").value_or(Millis{});
    } else {
      const YamlNode* at = map.find("at");
      if (!at) at = map.find("timestamp");
      if (at) event.at = read_moment(*at, issues_, "at");
      for (const char* of_segment : {"type", "userId", "anonymousId", "messageId", "context"})
        map.find(of_segment);
    }
    if (const YamlNode* from = map.find("source")) {
      event.third_party = read_one_of(*from, issues_, "source", {"observed", "third_party"}) == 1u;
    }
    map.finish();
    if (!name) return std::nullopt;
    auto text = read_string(*name, issues_, "event");
    if (!text) return std::nullopt;
    event.name = std::move(*text);
    return event;
  }

  void read_carriers(const YamlNode& node, Given& given) {
    MapReader map(node, issues_, "carriers");
    for (const auto& [key, value] : node.members) {
      map.skip(key.text);
      auto channel = Channel::parse(key.text);
      if (!channel) {
        issues_.error(key, fmt::format("unknown channel \"{}\"", key.text),
                      "email, sms, voice or social.NETWORK");
        continue;
      }
      auto how = read_one_of(value, issues_, "a carrier", {"accepts", "rejects", "loses"});
      if (how) given.carriers[*channel] = static_cast<Carrier>(*how);
    }
    map.finish();
  }

  static const std::vector<std::string>& acts() {
    static const std::vector<std::string> all{"event",   "after",   "at",    "withdraw", "identify",
                                              "consent", "provide", "pause", "resume"};
    return all;
  }

  std::optional<Act> read_act(const YamlNode& node, std::vector<Point>& points) {
    if (node.kind != YamlNode::Kind::map || node.members.empty()) {
      issues_.error(node, "this says nothing that could happen", one_of_words(acts()));
      return std::nullopt;
    }
    Act act;
    act.line = node.line;
    if (node.find("event")) {
      auto event = read_event(node, Past::no);
      if (!event) return std::nullopt;
      act.does = std::move(*event);
      return act;
    }
    MapReader map(node, issues_, "what happens");
    std::optional<Act> read;
    for (const std::string& word : acts()) {
      const YamlNode* value = map.find(word);
      if (!value || read) continue;
      read = act;
      read_word_act(word, *value, points, *read);
    }
    map.finish();
    return read;
  }

  void read_word_act(const std::string& word, const YamlNode& value, std::vector<Point>& points, Act& act) {
    if (word == "after") {
      act.does = After{read_duration(value, issues_, "after").value_or(Millis{})};
    } else if (word == "at") {
      act.does = At{read_moment(value, issues_, "at").value_or(Moment{})};
    } else if (word == "withdraw") {
      act.does = read_withdraw(value);
    } else if (word == "identify") {
      act.does = Identify{object(value, "identify")};
    } else if (word == "consent") {
      act.does = Consent{read_consent(value, points).value_or(Agreement{})};
    } else if (word == "provide") {
      auto point = read_point(value);
      if (point) points.push_back(*point);
      act.does = Provide{point.value_or(Point{})};
    } else {
      act.does = read_brake(value, word == "pause");
    }
  }

  Withdraw read_withdraw(const YamlNode& node) {
    Withdraw stop;
    if (node.kind == YamlNode::Kind::scalar) {
      auto channel = Channel::parse(node.text);
      if (channel) {
        stop.channel = channel;
      } else if (cast_.policy.purpose(node.text)) {
        stop.purpose = node.text;
      } else if (node.text != "everything") {
        issues_.error(node, fmt::format("\"{}\" is no channel and no purpose", node.text),
                      "everything, a channel, a purpose, or {channel: ..., purpose: ...}");
      }
      return stop;
    }
    MapReader map(node, issues_, "withdraw");
    if (const YamlNode* channel = map.find("channel")) {
      stop.channel = Channel::parse(channel->text);
      if (!stop.channel)
        issues_.error(*channel, fmt::format("unknown channel \"{}\"", channel->text),
                      "email, sms, voice or social.NETWORK");
    }
    if (const YamlNode* purpose = map.find("purpose")) {
      if (read_purpose(*purpose)) stop.purpose = purpose->text;
    }
    if (const YamlNode* objection = map.find("objection"))
      stop.objection = read_boolean(*objection, issues_, "objection").value_or(false);
    map.finish();
    return stop;
  }

  Brake read_brake(const YamlNode& node, bool paused) {
    Brake brake{paused, "", false};
    if (node.text == "everything") return brake;
    brake.what = node.text;
    brake.is_channel = Channel::parse(node.text).has_value();
    bool journey = std::find(cast_.journeys.begin(), cast_.journeys.end(), node.text) != cast_.journeys.end();
    if (!brake.is_channel && !journey) {
      issues_.error(node, fmt::format("\"{}\" is no journey and no channel", node.text),
                    "everything, a channel or a journey", nearest(node.text, cast_.journeys));
    }
    return brake;
  }

  const Cast& cast_;
  Issues& issues_;
};

}  // namespace

Given read_given(const YamlNode& node, const Cast& cast, Issues& issues) {
  return SceneReader(cast, issues).given(node);
}

std::vector<Act> read_when(const YamlNode& node, const Cast& cast, const std::vector<Point>& points,
                           Issues& issues) {
  return SceneReader(cast, issues).when(node, points);
}

}  // namespace assent::engine
