// Data: the special categories of Article 9(1) GDPR with the words that traits of them are called by, in English,
// German, French, Spanish and Italian, without accents; Thai as it is written. A translator adds words here.
#include <array>

#include "engine/workspace/special_categories.h"

namespace assent::engine {

std::span<const SpecialCategory> special_category_words() {
  static constexpr std::array<SpecialCategory, 8> categories{{
      {"racial or ethnic origin",
       "race racial ethnic* ethnie origine_ethnique rasse hautfarbe skin_color skin_colour raza etnia etnico "
       "etnica razza เชื้อชาติ"},
      {"political opinions",
       "political* politics party_membership politisch* partei parteizugehoerigkeit politique "
       "opinion_politique "
       "politica politico partito voting voted ความคิดเห็นทางการเมือง"},
      {"religion or belief",
       "religion religious* religioes* konfession glaube kirche church faith belief religieux religieuse "
       "croyance "
       "religioso religiosa creencia fede ศาสนา"},
      {"trade union membership",
       "union_member* trade_union labor_union labour_union gewerkschaft* syndicat syndique syndical* "
       "sindicato "
       "sindacato สหภาพแรงงาน"},
      {"genetic data", "genetic* genome dna genetisch* erbgut genetique genetico genetica adn พันธุกรรม"},
      {"biometric data",
       "biometric* fingerprint face_id faceprint retina iris_scan biometrisch* fingerabdruck biometrique "
       "empreinte_digitale biometrico biometrica huella ชีวภาพ"},
      {"health",
       "health* medical* diagnosis disease illness disability disabled pregnant pregnancy medication allergy "
       "allergies "
       "blood_type gesundheit* krankheit diagnose behinderung schwanger* medikament* allergie* sante maladie "
       "handicap enceinte grossesse medicament* salud enfermedad discapacidad embarazo salute malattia "
       "disabilita "
       "gravidanza สุขภาพ โรคประจำตัว"},
      {"sex life or sexual orientation",
       "sexual* sexuality sex_life orientation_sexuelle sexuell* sexualitaet sexualite sexualidad sessuale "
       "gay lesbian bisexual รสนิยมทางเพศ"},
  }};
  return categories;
}

}  // namespace assent::engine
