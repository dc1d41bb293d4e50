#include "channels/stop_words.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/fold.h"

namespace assent::channels {
namespace {

using Phrases = std::vector<std::string>;

// The lists are written as people write, separated by commas, and folded where they are used.

// The whole text is one of these. English: the FCC's seven, and the usual ways to write them together.
constexpr std::string_view kEnglishStops =
    R"(stop, quit, end, revoke, opt out, optout, cancel, unsubscribe, stopall, stop all, unsubscribe me)";
constexpr std::string_view kFrenchStops =
    R"(arrêt, arrêter, arrête, arrêtez, désabonner, désabonnement, se désabonner, me désabonner, désabonnez-moi,
désinscription, désinscrire, me désinscrire, désinscrivez-moi, résilier, résiliation, annuler, fin, stop sms,
stop pub, stoppez)";
constexpr std::string_view kGermanStops =
    R"(stopp, stoppen, ende, beenden, abmelden, abmeldung, abbestellen, abbestellung, austragen, kündigen, kuendigen,
kündigung, kuendigung, widerruf, widerrufen, ich widerrufe, abbrechen)";
constexpr std::string_view kSpanishStops =
    R"(alto, parar, pare, para ya, baja, de baja, dar de baja, darme de baja, dame de baja, deme de baja, cancelar,
cancelar suscripción, detener, fin, finalizar, salir, revocar, desuscribir, desuscribirme, desuscribirse,
anular)";
constexpr std::string_view kThaiStops =
    R"(หยุด, ยกเลิก, เลิก, เลิกรับ, หยุดรับ, หยุดส่ง, เลิกส่ง, ยกเลิกการรับ, ยกเลิกรับข่าวสาร, ยกเลิกรับข้อความ,
ยกเลิกการรับข้อความ, ยกเลิกการสมัคร, ยกเลิกสมาชิก, หยุดรับข้อความ, หยุดส่งข้อความ, เลิกรับข้อความ,
ยกเลิกบริการ)";

// Nobody says more than this, and it is a no.
constexpr std::string_view kBareNegatives = R"(no, nope, nah, non, nein, nö, nee, ไม่, ไม่ครับ, ไม่ค่ะ, ไม่คะ)";

// Somewhere in the text, as whole words; Thai is written without spaces, so there it counts wherever it stands.
constexpr std::string_view kEnglishNegatives =
    R"(no more, no thanks, no thank you, no longer, never again, not interested, no interest, enough, leave me alone,
leave me in peace, go away, get lost, take me off, remove me, delete me, remove my, delete my, opt me out,
opted out, opting out, stopping, stopped, unsubscribed, don't text, dont text, do not text, don't write, dont
write, do not write, don't message, dont message, do not message, don't contact, dont contact, do not contact,
don't call, dont call, do not call, don't email, dont email, do not email, don't mail, dont mail, do not mail,
don't send, dont send, do not send, don't spam, dont spam, don't want, dont want, do not want, didn't sign up,
didnt sign up, did not sign up, never signed up, didn't ask, didnt ask, did not ask, never asked, wrong
number, wrong person, wrong address, spam, spamming, harassment, harassing, fuck off, piss off, fed up, sick
of)";
constexpr std::string_view kFrenchNegatives =
    R"(ne m'écrivez plus, ne m'écris plus, n'écrivez plus, ne m'envoyez plus, n'envoyez plus, ne m'envoie plus, ne me
contactez plus, ne me contacte plus, ne m'appelez plus, ne m'appelle plus, ne me dérangez plus, ne me
sollicitez plus, m'écrivez plus, m'envoyez plus, me contactez plus, m'appelez plus, plus de messages, plus de
message, plus de sms, plus de mails, plus de mail, plus d'e-mails, plus de pub, plus de publicité, plus de
publicités, plus rien, laissez-moi tranquille, laisse-moi tranquille, fichez-moi la paix, foutez-moi la paix,
la paix, pas intéressé, pas intéressée, m'intéresse pas, je ne veux plus, je ne veux pas, je veux plus, je
veux pas, ne souhaite plus, ne souhaite pas, ça suffit, assez, non merci, retirez-moi, enlevez-moi, supprimez,
plus jamais, mauvais numéro, mauvaise adresse, pas demandé, marre)";
constexpr std::string_view kGermanNegatives =
    R"(in Ruhe, lass mich, lasst mich, lassen Sie mich, nicht mehr, nie wieder, kein Interesse, keinerlei Interesse,
keine Werbung, keine Nachrichten, keine weiteren, keine SMS, keine Mails, keine Mail, keine E-Mails, keine
E-Mail, keine Anrufe, keinen Newsletter, kein Newsletter, bitte keine, bitte nicht, will nicht, will keine,
will das nicht, möchte nicht, moechte nicht, möchte keine, moechte keine, möchte das nicht, wünsche keine,
wuensche keine, nicht interessiert, nein danke, schreib mir nicht, schreibt mir nicht, schreiben Sie mir
nicht, schick mir nichts, schickt mir nichts, schicken Sie mir nichts, hör auf, hoer auf, hört auf, hoert auf,
hören Sie auf, hoeren Sie auf, aufhören, aufhoeren, genug, es reicht, reicht jetzt, verschwinde, verschwindet,
löschen Sie, loeschen Sie, lösch mich, löscht mich, löschen, melde mich ab, meldet mich ab, melden Sie mich
ab, tragt mich aus, tragen Sie mich aus, trag mich aus, bestelle ab, bestellt mich ab, bestellen Sie mich ab,
falsche Nummer, falsche Adresse, nervt, nerven, belästigt, Belästigung, nie angemeldet, nicht angemeldet, nie
bestellt, nicht bestellt)";
constexpr std::string_view kSpanishNegatives =
    R"(no me escribas, no me escriba, no me escriban, no me envíes, no me envíe, no me envíen, no me mandes, no me
mande, no me manden, no me llames, no me llame, no me llamen, no me contactes, no me contacte, no me
contacten, no me molestes, no me moleste, no me molesten, no envíen, no manden, no escriban, no llamen, déjame
en paz, déjeme en paz, déjenme en paz, en paz, deja de, deje de, dejen de, no quiero, no deseo, no más, ya no,
nunca más, no me interesa, no estoy interesado, no estoy interesada, no interesado, bórrame, bórreme,
bórrenme, elimíname, elimíneme, elimínenme, quítame, quíteme, quítenme, sácame, sáquenme, basta, ya basta,
suficiente, no gracias, número equivocado, número incorrecto, no me suscribí, no lo pedí)";
constexpr std::string_view kThaiNegatives =
    R"(ไม่ต้องส่ง, อย่าส่ง, ห้ามส่ง, ไม่ต้องโทร, อย่าโทร, ห้ามโทร, ไม่ต้องติดต่อ, อย่าติดต่อ, ไม่ต้องทัก, อย่าทัก,
ไม่ต้องการ, ไม่อยากรับ, ไม่อยากได้, ไม่รับ, ไม่เอา, ไม่สนใจ, ไม่สะดวก, พอแล้ว, พอได้แล้ว, อย่ายุ่ง,
อย่ามายุ่ง, อย่ารบกวน, รบกวน, รำคาญ, ลบเบอร์, ลบชื่อ, ลบข้อมูล, เอาชื่อออก, เอาเบอร์ออก, ผิดเบอร์, เบอร์ผิด,
โทรผิด, ไม่ได้สมัคร, ไม่ได้ขอ, ไม่ใช่ฉัน, สแปม)";

void add(std::set<std::string>& all, std::string_view list) {
  while (!list.empty()) {
    auto comma = list.find(',');
    if (std::string one = fold(list.substr(0, comma)); !one.empty()) all.insert(std::move(one));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
}

Phrases folded(std::initializer_list<std::string_view> lists) {
  std::set<std::string> all;
  for (std::string_view list : lists) add(all, list);
  return {all.begin(), all.end()};
}

const Phrases& stop_words() {
  static const Phrases words = folded({kEnglishStops, kFrenchStops, kGermanStops, kSpanishStops, kThaiStops});
  return words;
}

const Phrases& bare_negatives() {
  static const Phrases words = folded({kBareNegatives});
  return words;
}

const Phrases& negatives() {
  static const Phrases phrases =
      folded({kEnglishNegatives, kFrenchNegatives, kGermanNegatives, kSpanishNegatives, kThaiNegatives});
  return phrases;
}

bool is_thai(std::string_view folded) {
  return folded.size() >= 2 && folded[0] == '\xe0' && (folded[1] == '\xb8' || folded[1] == '\xb9');
}

bool contains(std::string_view folded, const std::string& phrase) {
  if (is_thai(phrase)) return folded.find(phrase) != std::string_view::npos;
  return holds_words(folded, phrase);
}

const std::string* first_in(std::string_view folded, const Phrases& phrases) {
  auto found =
      std::find_if(phrases.begin(), phrases.end(), [&](const auto& p) { return contains(folded, p); });
  return found == phrases.end() ? nullptr : &*found;
}

bool among(const Phrases& phrases, std::string_view folded) {
  return std::binary_search(phrases.begin(), phrases.end(), folded);
}

// "stop stop stop" is a stop.
std::string once(const std::string& folded) {
  auto space = folded.find(' ');
  if (space == std::string::npos) return folded;
  std::string first = folded.substr(0, space);
  std::string_view rest = std::string_view(folded).substr(space);
  while (rest.starts_with(" " + first)) rest.remove_prefix(1 + first.size());
  return rest.empty() ? first : folded;
}

std::string_view trimmed(std::string_view line) {
  auto first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view()
                                         : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::string_view name(Meaning meaning) {
  switch (meaning) {
    case Meaning::nothing:
      return "nothing";
    case Meaning::stop:
      return "stop";
    case Meaning::unclear:
      return "unclear";
  }
  return {};
}

bool is_stop_word(std::string_view folded) {
  return among(stop_words(), folded);
}

std::string own_words(std::string_view text, Medium medium) {
  if (medium != Medium::email) return std::string(text);
  std::vector<std::string_view> kept;
  while (!text.empty()) {
    auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    std::string_view bare = trimmed(line);
    if (bare == "--") break;  // the signature
    if (!bare.starts_with('>')) {
      kept.push_back(line);
      continue;
    }
    // "On Monday Acme wrote:" leads over to what is quoted.
    while (!kept.empty() && trimmed(kept.back()).empty()) kept.pop_back();
    if (!kept.empty() && trimmed(kept.back()).ends_with(':')) kept.pop_back();
  }
  std::string out;
  for (std::string_view line : kept) out.append(line).append("\n");
  return out;
}

Understood meaning_of(std::string_view text, Medium medium) {
  std::string said = fold(own_words(text, medium));
  if (is_stop_word(said)) return {Meaning::stop, said};
  if (std::string word = once(said); is_stop_word(word)) return {Meaning::stop, word};
  if (among(bare_negatives(), said)) return {Meaning::unclear, said};
  for (const Phrases* phrases : {&stop_words(), &negatives()}) {
    if (const std::string* found = first_in(said, *phrases)) return {Meaning::unclear, *found};
  }
  return {};
}

}  // namespace assent::channels
