// A day of the unmodified @segment/analytics-node client: one call of every kind, then closeAndFlush.
//
//   tests/clients/run segment.mjs HOST WRITE_KEY [USER_ID]
//
// Prints {"sent":[...],"errors":[...]} as JSON; ends with 1 when the client reports that a delivery failed.
import {Analytics} from '@segment/analytics-node';

const [host, writeKey, userId = 'segment-user'] = process.argv.slice(2);
if (!host || !writeKey) {
  console.error('usage: segment.mjs HOST WRITE_KEY [USER_ID]');
  process.exit(2);
}

const analytics = new Analytics({writeKey, host, flushAt: 3, flushInterval: 200, maxRetries: 3});
const sent = [];
const errors = [];
analytics.on('error', (error) => errors.push(String(error.reason ?? error.code ?? error)));

const call = (type, params) => {
  sent.push({type, ...params});
  return new Promise((resolve) => analytics[type](params, (error) => {
    if (error) errors.push(`${type}: ${error}`);
    resolve();
  }));
};

const anonymousId = `${userId}-before`;
const calls = [
  call('track', {anonymousId, event: 'Visited', properties: {page: 'pricing'}}),
  call('identify', {userId, anonymousId, traits: {first_name: 'Ada', email: 'ada@acme.example', plan: 'pro'}}),
  call('track', {userId, event: 'Trial Started', properties: {plan: 'pro', seats: 12, price: 19.99, words: 'naïve "x"'}}),
  call('page', {userId, name: 'Home', properties: {url: 'https://acme.example/'}}),
  call('screen', {userId, name: 'Start'}),
  call('group', {userId, groupId: 'acme', traits: {seats: 12}}),
  call('alias', {userId, previousId: anonymousId}),
];
await analytics.closeAndFlush({timeout: 20000});
await Promise.all(calls);
console.log(JSON.stringify({sent, errors}));
process.exit(errors.length === 0 ? 0 : 1);
