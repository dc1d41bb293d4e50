// What replies mean. The English stops are the list of 47 CFR 64.1200(a)(10); the others are the words that carriers
// and people use. When a row here and the code disagree, think of the person who wrote it.
#include "channels/stop_words.h"

#include <gmock/gmock.h>

namespace assent::channels {
namespace {

struct Row {
  const char* text;
  Meaning meaning;
};

constexpr Meaning stop = Meaning::stop, unclear = Meaning::unclear, nothing = Meaning::nothing;

const Row kRows[] = {
    // English: the rule's seven, as people type them
    {"stop", stop},
    {"STOP", stop},
    {"Stop.", stop},
    {" stop !!! ", stop},
    {"ＳＴＯＰ", stop},
    {"stop stop STOP", stop},
    {"quit", stop},
    {"End", stop},
    {"REVOKE", stop},
    {"opt out", stop},
    {"opt-out", stop},
    {"OptOut", stop},
    {"cancel", stop},
    {"Unsubscribe", stop},
    {"STOPALL", stop},
    {"stop all", stop},
    {"please stop", unclear},
    {"stop texting me", unclear},
    {"Can you cancel these?", unclear},
    {"I want to opt out of this", unclear},
    {"please no more", unclear},
    {"No more!", unclear},
    {"don't text me", unclear},
    {"Dont contact me again", unclear},
    {"do not call this number", unclear},
    {"leave me alone", unclear},
    {"remove me from your list", unclear},
    {"take me off", unclear},
    {"not interested", unclear},
    {"no thanks", unclear},
    {"No", unclear},
    {"wrong number", unclear},
    {"who is this? I never signed up", unclear},
    {"F*** this, enough", unclear},
    {"see you at the end of the month", unclear},  // contains one: somebody reads it
    {"What time do you open?", nothing},
    {"Yes please", nothing},
    {"no problem, thanks", nothing},
    {"The bus stops at nine", nothing},
    {"Weekend plans", nothing},
    {"", nothing},
    {"👍", nothing},
    // French
    {"STOP", stop},
    {"ARRÊT", stop},
    {"arret", stop},
    {"Arrêtez !", stop},
    {"Désabonner", stop},
    {"desinscription", stop},
    {"STOP SMS", stop},
    {"résilier", stop},
    {"ne m'écrivez plus", unclear},
    {"Ne m’écrivez plus jamais", unclear},
    {"merci de ne plus rien envoyer, n'envoyez plus rien", unclear},
    {"arrêtez de m'écrire", unclear},
    {"laissez-moi tranquille", unclear},
    {"plus de messages svp", unclear},
    {"je ne veux plus de vos pubs", unclear},
    {"pas intéressé", unclear},
    {"non merci", unclear},
    {"Non", unclear},
    {"ça suffit", unclear},
    {"À quelle heure ouvrez-vous ?", nothing},
    {"Merci beaucoup, à demain", nothing},
    // German
    {"Stopp", stop},
    {"STOP", stop},
    {"abmelden", stop},
    {"Abmeldung", stop},
    {"Kündigen", stop},
    {"kuendigen", stop},
    {"Ende", stop},
    {"Widerruf", stop},
    {"lass mich in Ruhe", unclear},
    {"Lassen Sie mich bitte in Ruhe!", unclear},
    {"keine Werbung mehr", unclear},
    {"Bitte keine Nachrichten mehr", unclear},
    {"schreibt mir nicht mehr", unclear},
    {"Hört auf!", unclear},
    {"hoert auf damit", unclear},
    {"Ich möchte keine SMS", unclear},
    {"kein Interesse", unclear},
    {"Nein danke", unclear},
    {"nein", unclear},
    {"Löschen Sie meine Nummer", unclear},
    {"Bitte melden Sie mich ab", unclear},
    {"Wann haben Sie geöffnet?", nothing},
    {"Vielen Dank, bis morgen", nothing},
    // Spanish
    {"BAJA", stop},
    {"dar de baja", stop},
    {"Cancelar", stop},
    {"parar", stop},
    {"ALTO", stop},
    {"cancelar suscripcion", stop},
    {"no me escribas", unclear},
    {"No me escriban más", unclear},
    {"no me envíen más mensajes", unclear},
    {"no me envien", unclear},
    {"déjame en paz", unclear},
    {"dejenme en paz", unclear},
    {"ya no quiero mensajes", unclear},
    {"¡Basta!", unclear},
    {"no gracias", unclear},
    {"quiero darme de baja", unclear},
    {"no me interesa", unclear},
    {"¿A qué hora abren?", nothing},
    {"Muchas gracias, hasta mañana", nothing},
    // Thai
    {"หยุด", stop},
    {"ยกเลิก", stop},
    {"เลิก", stop},
    {"ยกเลิกรับข่าวสาร", stop},
    {"หยุดส่ง", stop},
    {"หยุดส่งข้อความด้วยครับ", unclear},
    {"ไม่ต้องส่ง", unclear},
    {"ไม่ต้องส่งมาอีกนะคะ", unclear},
    {"อย่าส่งมาอีก", unclear},
    {"ไม่สนใจค่ะ", unclear},
    {"ไม่เอาแล้ว", unclear},
    {"พอแล้ว", unclear},
    {"รำคาญมาก", unclear},
    {"ไม่", unclear},
    {"ขอยกเลิกด้วยค่ะ", unclear},
    {"ร้านเปิดกี่โมงคะ", nothing},
    {"ขอบคุณค่ะ", nothing},
};

TEST(StopWords, MeanWhatPeopleMean) {
  for (const Row& row : kRows) {
    Understood u = meaning_of(row.text, Medium::sms);
    EXPECT_EQ(u.meaning, row.meaning) << row.text << ": " << name(u.meaning) << " by \"" << u.by << "\"";
    EXPECT_EQ(u.by.empty(), u.meaning == nothing) << row.text;
  }
}

TEST(StopWords, OfAnEMailOnlyWhatWasWrittenOnTopCounts) {
  const Row rows[] = {
      {"STOP\n\nOn Monday, Acme wrote:\n> Hello\n> unsubscribe: https://news.acme.example/u/x\n", stop},
      {"Thanks, see you there.\n\nAm 23.11. schrieb Acme:\n> One click and we stop\n", nothing},
      {"Thanks\n-- \nAda\nI never stop\n", nothing},
      {"Please stop.\n> hello\n", unclear},
      {"> stop\n", nothing},
      {"unsubscribe\r\n\r\n> stop\r\n", stop},
  };
  for (const Row& row : rows) EXPECT_EQ(meaning_of(row.text, Medium::email).meaning, row.meaning) << row.text;
  EXPECT_EQ(meaning_of("> stop", Medium::sms).meaning, stop) << "nobody quotes in a text message";
}

}  // namespace
}  // namespace assent::channels
