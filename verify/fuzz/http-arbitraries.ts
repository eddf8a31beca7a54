/** Generates unusual and invalid paths, queries and heads of requests. */
import type { Chance } from '../../testkit/chance.ts';
import { PROTOTYPE_KEYS } from './message-arbitraries.ts';

const METHODS = ['GET', 'GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'TRACE', 'FOO', 'get', 'G\tT'];
const SEGMENTS = [
  '%',
  '%zz',
  '%00',
  '%ff',
  '%2e%2e',
  '../..',
  '%c0%af',
  'golden-eagle-427',
  'golden-eagle-4270',
  'GOLDEN-EAGLE-427',
  '%E2%82%AC',
  "'%20or%201=1--",
  '$(id)',
  '{{7*7}}',
  'a'.repeat(3_000),
  '',
  ...PROTOTYPE_KEYS,
];
const STEMS = [
  '/sessions/',
  '/@connections/',
  '/prod/@connections/',
  '/%40connections/',
  '/',
  '/dev/tokens',
  '/health',
  '/sessions',
];

export function anyMethod(chance: Chance): string {
  return chance.pick(METHODS);
}

export function anySegment(chance: Chance): string {
  return chance.pick(SEGMENTS);
}

/** A path with valid and invalid percent-escapes, with or without a query. */
export function anyPath(chance: Chance): string {
  const path = chance.pick(STEMS) + anySegment(chance);
  return chance.next() < 0.3 ? `${path}?${anyQuery(chance)}` : path;
}

const PARAMETERS = [
  'action',
  'sessionId',
  'targetLanguage',
  'token',
  'role',
  'sourceLanguage',
  'qualityTier',
  'segments',
  'connectionId',
  'ack',
];
const VALUES = [
  'createSession',
  'sentence',
  'joinSession',
  'refreshConnection',
  'speaker',
  'listener',
  'en',
  'es',
  'none',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.',
  'null',
  '[object%20Object]',
];

/** The query of an upgrade: the contract's parameters and others, with values that are invalid or belong to another. */
export function anyQuery(chance: Chance): string {
  const pairs = Array.from({ length: chance.integer(0, 6) }, () => {
    const name = chance.pick([...PARAMETERS, ...PARAMETERS, ...PROTOTYPE_KEYS]);
    return `${name}=${chance.next() < 0.6 ? chance.pick(VALUES) : anySegment(chance)}`;
  });
  return pairs.join(chance.pick(['&', '&', '&', ';', '&&', '?']));
}
