import assert from 'node:assert/strict';
import test from 'node:test';
import { ADJECTIVES } from '../../../src/integrations/identifiers/adjectives.ts';
import { createIdentifiers, drawNodeName } from '../../../src/integrations/identifiers/identifiers.ts';
import { NOUNS } from '../../../src/integrations/identifiers/nouns.ts';
import { isTraceparent } from '../../../src/integrations/identifiers/traceparent.ts';
import { isSessionId } from '../../../src/protocol/session-id.ts';

const DRAWS = 5_000;

for (const [name, words] of [
  ['adjectives', ADJECTIVES],
  ['nouns', NOUNS],
] as const) {
  test(`there are at least 256 ${name}, all different, short and in plain letters`, () => {
    assert.ok(words.length >= 256, `only ${words.length}`);
    assert.equal(new Set(words).size, words.length);
    for (const word of words) assert.match(word, /^[a-z]{2,12}$/);
  });
}

test('no word is both an adjective and a noun', () => {
  assert.deepEqual(
    NOUNS.filter((noun) => ADJECTIVES.includes(noun)),
    [],
  );
});

test('every session id has the form of the contract, and they hardly repeat', () => {
  const { sessionId } = createIdentifiers();

  const drawn = Array.from({ length: DRAWS }, sessionId);

  for (const id of drawn) assert.ok(isSessionId(id), id);
  assert.ok(new Set(drawn).size > DRAWS - 20);
});

test('session ids use all the words and the whole range of numbers', () => {
  const { sessionId } = createIdentifiers();

  const parts = Array.from({ length: DRAWS * 2 }, () => sessionId().split('-'));

  assert.equal(new Set(parts.map(([adjective]) => adjective)).size, ADJECTIVES.length);
  assert.equal(new Set(parts.map(([, noun]) => noun)).size, NOUNS.length);
  assert.ok(parts.some(([, , number]) => number?.startsWith('0')));
  assert.ok(parts.some(([, , number]) => number?.startsWith('9')));
});

test('there are over 60 million session ids: a thousand live ones are one in sixty thousand guesses', () => {
  const ids = ADJECTIVES.length * NOUNS.length * 1_000;

  assert.ok(ids > 60_000_000, `${ids}`);
});

test('every session id is as likely as any other: each word and digit turns up as often as chance has it', () => {
  const { sessionId } = createIdentifiers();
  const draws = 60_000;
  const counts = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];

  for (let draw = 0; draw < draws; draw += 1) {
    for (const [at, part] of sessionId().split('-').entries()) counts[at]?.set(part, (counts[at].get(part) ?? 0) + 1);
  }

  for (const [at, size] of [ADJECTIVES.length, NOUNS.length, 1_000].entries()) {
    const expected = draws / size;
    const chiSquare = [...(counts[at]?.values() ?? [])].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // Its mean is size - 1 and its deviation the root of twice that: eight deviations off is no chance.
    assert.ok(Math.abs(chiSquare - (size - 1)) < 8 * Math.sqrt(2 * size), `part ${at}: ${chiSquare}`);
    assert.equal(counts[at]?.size, size);
  }
});

test('a connection id is 128 bits in characters that need no escaping', () => {
  const { connectionId } = createIdentifiers();

  const drawn = Array.from({ length: DRAWS }, connectionId);

  for (const id of drawn) assert.match(id, /^[A-Za-z0-9_-]{22}$/);
  assert.equal(new Set(drawn).size, DRAWS);
});

test('every traceparent is a valid one of a new trace', () => {
  const { traceparent } = createIdentifiers();

  const drawn = Array.from({ length: 100 }, traceparent);

  assert.ok(drawn.every(isTraceparent));
  assert.equal(new Set(drawn.map((text) => text.slice(3, 35))).size, 100);
});

test('a process has another name at each start', () => {
  const drawn = Array.from({ length: 100 }, drawNodeName);

  for (const name of drawn) assert.match(name, /^node-[\w-]{8}$/);
  assert.equal(new Set(drawn).size, 100);
});
