import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { leaksIn } from './leak-search.ts';

const MARKER = 'the zanzibar phrase/42';
const AUDIO = Uint8Array.from({ length: 640 }, (_, i) => (i * 37 + 11) % 256);

for (const [how, output] of [
  ['as it is', `{"message":"${MARKER}"}`],
  ['in capitals', MARKER.toUpperCase()],
  ['in a query', new URLSearchParams({ action: MARKER }).toString()],
  ['percent-encoded', `/sessions/${encodeURIComponent(MARKER)}`],
  ['in hexadecimal', Buffer.from(`>${MARKER}<`).toString('hex')],
  ['in base64', Buffer.from(MARKER).toString('base64')],
  ['in base64, one byte later', Buffer.from(`>${MARKER}<`).toString('base64')],
  ['in base64, two bytes later', Buffer.from(`>>${MARKER}<`).toString('base64url')],
  ['as a printed buffer', inspect(Buffer.from(MARKER))],
  ['as a list of bytes', JSON.stringify([...Buffer.from(MARKER)])],
] as const) {
  test(`a secret is found ${how}`, () => {
    const [leak] = leaksIn(`nothing here\n${output}\nnor here`, { other: 'another secret', marker: MARKER });

    assert.match(leak ?? '', /^marker \(/);
  });
}

test('audio is found in base64 and as bytes', () => {
  for (const output of [
    Buffer.from(AUDIO).toString('base64'),
    Buffer.from(AUDIO).toString('hex'),
    [...AUDIO].join(','),
  ]) {
    assert.ok(leaksIn(output, { audio: AUDIO }).length > 0);
  }
});

test('what is not there is not found', () => {
  const output = 'the Zanzibar phrase / 42, Zanzibar, phrase; '.repeat(1_000);

  assert.deepEqual(leaksIn(output, { marker: MARKER, audio: AUDIO }), []);
});

test('a secret too short to be searched for is refused, not passed over', () => {
  assert.throws(() => leaksIn('', { marker: 'abc' }), /marker is too short/);
});
