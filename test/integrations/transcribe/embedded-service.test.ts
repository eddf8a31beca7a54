import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import {
  startTranscribeEndpoint,
  type TranscribeEndpoint,
  type TranscribeOptions,
} from '../../../emulators/transcribe/endpoint.ts';
import type { TranscriptionResult } from '../../../src/actors/ports/transcription.ts';
import { assertFailed, HeldAudio, OpenedStream, portTo } from './opened-stream.ts';

const LIMIT = { timeout: 10_000 };
const CREDENTIALS = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
/** 100 ms at 16 kHz. */
const CHUNK = new Uint8Array(3_200);

async function start(t: TestContext, options: TranscribeOptions = {}): Promise<TranscribeEndpoint> {
  const endpoint = await startTranscribeEndpoint({
    recogniser: 'script',
    script: { phrases: [{ startMs: 200, endMs: 1_200, text: 'Good morning, everybody.' }], finalDelayMs: 300 },
    credentials: CREDENTIALS,
    ...options,
  });
  t.after(() => endpoint.close());
  return endpoint;
}

/** Nothing may stay open, seen from the service. */
async function allClosed(endpoint: TranscribeEndpoint): Promise<void> {
  while (endpoint.streams().active > 0) await turn();
}

test('every signature is good, partials come before the final, and the end is clean', LIMIT, async (t) => {
  const endpoint = await start(t);
  const audio = new HeldAudio().push(...Array.from({ length: 20 }, () => CHUNK)).finish();
  const stream = new OpenedStream(portTo(endpoint.endpoint), audio);

  assert.deepEqual(await stream.ended, { type: 'ended', clean: true });

  const results = stream.signals.flatMap((signal): readonly TranscriptionResult[] =>
    signal.type === 'results' ? signal.results : [],
  );
  const [final, ...more] = results.filter(({ isPartial }) => !isPartial);
  assert.equal(stream.types()[0], 'opened');
  assert.equal(final?.text, 'Good morning, everybody.');
  assert.deepEqual(more, []);
  assert.ok(results.some(({ isPartial, items }) => isPartial && items.some(({ stable }) => stable !== undefined)));
  assert.ok(final && final.startMs >= 0 && final.endMs <= 2_000 && final.startMs < final.endMs);
  await allClosed(endpoint);
});

test('fifty streams one after the other leave none open', LIMIT, async (t) => {
  const endpoint = await start(t);
  const port = portTo(endpoint.endpoint);

  for (let i = 0; i < 50; i += 1) {
    const ended = await new OpenedStream(port, new HeldAudio().push(CHUNK).finish()).ended;
    assert.equal(ended.clean, true, JSON.stringify(ended));
  }

  await allClosed(endpoint);
  assert.equal(endpoint.streams().opened, 50);
});

test('a stream without audio is ended by the service as idle', LIMIT, async (t) => {
  const endpoint = await start(t, { idleTimeoutMs: 50 });
  const stream = new OpenedStream(portTo(endpoint.endpoint), new HeldAudio().push(CHUNK));

  await stream.ended;

  assertFailed(stream, 'idle');
  await allClosed(endpoint);
});

test('one stream more than the account may have is throttled', LIMIT, async (t) => {
  const endpoint = await start(t, { maxStreams: 1 });
  const first = new OpenedStream(portTo(endpoint.endpoint), new HeldAudio().push(CHUNK));
  await first.seen('opened');

  const second = new OpenedStream(portTo(endpoint.endpoint), new HeldAudio());
  await second.ended;

  assertFailed(second, 'throttled');
  first.release.abort();
  await allClosed(endpoint);
});

test('the wrong secret is a signature failure, an unknown key an access failure', LIMIT, async (t) => {
  const endpoint = await start(t);

  for (const [credentials, failure] of [
    [{ ...CREDENTIALS, secretAccessKey: 'wrong' }, 'signature'],
    [{ ...CREDENTIALS, accessKeyId: 'AKIDOTHER' }, 'accessDenied'],
  ] as const) {
    const stream = new OpenedStream(portTo(endpoint.endpoint, { credentials }), new HeldAudio());
    await stream.ended;
    assertFailed(stream, failure);
  }
  await allClosed(endpoint);
});

test('a frame the service finds too large is oversize', LIMIT, async (t) => {
  const endpoint = await start(t);
  const stream = new OpenedStream(portTo(endpoint.endpoint), new HeldAudio().push(new Uint8Array(64_000)));

  await stream.ended;

  assertFailed(stream, 'oversize');
  await allClosed(endpoint);
});

test('a service that goes away is a failure, and everything is released', LIMIT, async (t) => {
  const endpoint = await start(t);
  const audio = new HeldAudio().push(CHUNK);
  const stream = new OpenedStream(portTo(endpoint.endpoint), audio);
  await stream.seen('opened');

  await endpoint.close();
  await stream.ended;

  assertFailed(stream, 'connectionLost|endedEarly');
  assert.equal(audio.returned, 1);
});
