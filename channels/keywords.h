// Reads `keywords:` of policy.yaml: words that somebody sends to agree.
//
//   keywords:
//     TIPS: {channels: [sms, social.line], purposes: [product_tips], notice: tips-sms-v1}
//
// The notice is the wording that told people to send the word; it must cover each purpose on each channel. A word by
// which people stop cannot be one by which they agree. Internal to the reader of policy.yaml.
#pragma once

#include "channels/policy.h"

namespace assent::channels {

void read_keywords(const YamlNode& node, Policy& policy, Issues& issues);

}  // namespace assent::channels
