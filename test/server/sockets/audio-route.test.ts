import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../../src/actors/session/session.ts';
import type { DropReason } from '../../../src/protocol/server-messages.ts';
import { AudioRoute } from '../../../src/server/sockets/audio-route.ts';
import type { ClientConnection, Seat } from '../../../src/server/sockets/client-connection.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

const SIZES = { audioMinBytes: 100, audioBytes: 1_000 };
const WAV = Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt '), Buffer.alloc(184)]);

function setUp(role: Seat['role'] = 'speaker', wantsAcknowledgements = true) {
  const offered: [Uint8Array, number][] = [];
  const sent: Record<string, unknown>[] = [];
  const drops: { now?: DropReason } = {};
  const session = {
    info: { sessionId: 'a-b-001' },
    gate: {
      offer: (pcm: Uint8Array, receivedAt: number) => {
        offered.push([pcm, receivedAt]);
        return drops.now;
      },
    },
  } as unknown as Session;
  const connection = {
    ...{ seat: role === 'none' ? { role } : { role, session }, hasSpoken: false, info: { wantsAcknowledgements } },
    send: (text: string) => sent.push(JSON.parse(text)),
  } as unknown as ClientConnection;
  const route = new AudioRoute({ clock: new FakeClock(), sizes: SIZES });
  return { offered, sent, drops, connection, route };
}

test('a chunk is handed to the session with the time at which it came, and acknowledged', () => {
  const { offered, sent, connection, route } = setUp();
  const pcm = new Uint8Array(100);

  assert.equal(route.accept(connection, pcm, 42), undefined);

  assert.deepEqual(offered, [[pcm, 42]]);
  assert.deepEqual(sent, [{ type: 'audioReceived', sessionId: 'a-b-001', timestamp: 1_700_000_000 }]);
});

test('a chunk that the session drops is acknowledged with why', () => {
  const { sent, drops, connection, route } = setUp();
  drops.now = 'muted';

  route.accept(connection, new Uint8Array(100), 0);

  assert.equal(sent[0]?.dropped, 'muted');
});

test('who wants no acknowledgements gets none, and is told what was wrong all the same', () => {
  const { offered, sent, connection, route } = setUp('speaker', false);

  assert.equal(route.accept(connection, new Uint8Array(100), 0), undefined);
  assert.equal(route.accept(connection, new Uint8Array(101), 0)?.code, 'INVALID_AUDIO_FORMAT');

  assert.deepEqual([offered.length, sent], [1, []]);
});

test('only the speaker speaks', () => {
  for (const [role, code] of [
    ['none', 'CONNECTION_NOT_FOUND'],
    ['listener', 'UNAUTHORIZED'],
  ] as const) {
    const { offered, sent, connection, route } = setUp(role);

    // Whatever else is wrong with it.
    assert.equal(route.accept(connection, new Uint8Array(3), 0)?.code, code);
    assert.deepEqual([offered, sent], [[], []]);
  }
});

test('bytes that cannot be PCM are refused and go nowhere', () => {
  const { offered, connection, route } = setUp();
  const refusals = [0, 98, 101, 1_002].map((size) => route.accept(connection, new Uint8Array(size), 0));

  assert.deepEqual(
    refusals.map((refused) => refused?.details),
    [
      { reason: 'empty' },
      { reason: 'tooSmall' },
      { reason: 'oddLength' },
      { kind: 'audio', limit: 1_000, size: 1_002 },
    ],
  );
  assert.equal(refusals.at(-1)?.code, 'PAYLOAD_TOO_LARGE');
  assert.deepEqual(offered, []);
});

test('a file header is refused until a chunk was accepted, and is sound from then on', () => {
  const { offered, drops, connection, route } = setUp();
  const offer = (pcm: Uint8Array) => route.accept(connection, pcm, 0)?.details;

  assert.deepEqual(offer(WAV), { reason: 'container', looksLike: 'riff' });
  // One that was dropped is not accepted.
  drops.now = 'paused';
  assert.equal(offer(new Uint8Array(100)), undefined);
  assert.deepEqual(offer(WAV), { reason: 'container', looksLike: 'riff' });
  delete drops.now;
  offer(new Uint8Array(100));
  assert.equal(offer(WAV), undefined);

  assert.equal(offered.length, 3);
});

test('base64 is decoded, padded or not', () => {
  const { route } = setUp();
  for (const size of [1, 2, 3, 100, 1_000]) {
    const bytes = Buffer.from(Array.from({ length: size }, (_, i) => i % 256));
    const padded = bytes.toString('base64');
    for (const text of [padded, padded.replace(/=+$/, '')]) {
      const pcm = route.decode(text);
      assert.ok(pcm instanceof Uint8Array);
      assert.deepEqual(Buffer.from(pcm), bytes);
    }
  }
});

test('text that is not base64 is refused, not skipped over', () => {
  const { route } = setUp();
  for (const text of ['!', 'AAAA*AAA', 'AAAAA', 'AA AA', 'Ä'.repeat(8), 'AA=A']) {
    const refused = route.decode(text);
    assert.ok(!(refused instanceof Uint8Array), text);
    assert.deepEqual([refused.code, refused.details], ['INVALID_AUDIO_FORMAT', { reason: 'base64' }], text);
  }
});

test('too much audio is refused by its length alone, before it is decoded', () => {
  const { route } = setUp();

  const refused = route.decode('!'.repeat(1_336));

  assert.ok(!(refused instanceof Uint8Array));
  assert.deepEqual(
    [refused.code, refused.details],
    ['PAYLOAD_TOO_LARGE', { kind: 'audio', limit: 1_000, size: 1_002 }],
  );
  assert.equal(route.tooLarge(1_000), undefined);
  assert.deepEqual(route.tooLarge(1_001)?.details, { kind: 'audio', limit: 1_000, size: 1_001 });
});
