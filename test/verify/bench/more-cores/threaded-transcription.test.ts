import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type {
  TranscriptionListener,
  TranscriptionPort,
  TranscriptionRequest,
} from '../../../../src/actors/ports/transcription.ts';
import { BYTES_PER_MS } from '../../../../src/audio/pcm.ts';
import { packFrames, unpackFrames } from '../../../../verify/bench/more-cores/thread-messages.ts';
import { ThreadedTranscription } from '../../../../verify/bench/more-cores/threaded-transcription.ts';
import { serveUpstream } from '../../../../verify/bench/more-cores/upstream-service.ts';
import { greetingChunk, numberedChunks } from '../../../../verify/bench/numbered-speech.ts';
import { TranscribeStandIn } from '../../../../verify/bench/transcribe-stand-in.ts';
import { assertFailed, HeldAudio, OpenedStream } from '../../../integrations/transcribe/opened-stream.ts';

const CHUNK_MS = 100;

/** What the served side was asked, with its hands on the answers. */
interface Opened {
  readonly request: TranscriptionRequest;
  readonly signal: AbortSignal;
  readonly listener: TranscriptionListener;
}

/** Both sides in this thread, with a port that only remembers. */
function connected(t: TestContext) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const opened: Opened[] = [];
  const served: TranscriptionPort = {
    open: (request, signal, listener) => opened.push({ request, signal, listener }),
  };
  serveUpstream(port2, served);
  const port = new ThreadedTranscription(port1);
  return { port, opened, next: () => until(() => opened.at(-1)) };
}

/** Waits turn by turn: messages need an unknown number of them. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await turn();
  }
}

test('frames of several streams come out of one memory as they went in', () => {
  const frames = [
    { stream: 3, pcm: Uint8Array.of(1, 2, 3) },
    { stream: 70_000, pcm: new Uint8Array() },
    { stream: 3, pcm: Uint8Array.of(4) },
  ];

  assert.deepEqual(unpackFrames(packFrames(frames)), frames);
  assert.deepEqual(unpackFrames(packFrames([])), []);
});

test('audio leaves its queue only when the other thread asks, a frame at a time', async (t) => {
  const { port, next } = connected(t);
  const audio = new HeldAudio().push(Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3));
  new OpenedStream(port, audio);
  const { request } = await next();
  for (let n = 0; n < 20; n += 1) await turn();
  const pulledUnasked = audio.pulled;

  const far = request.audio[Symbol.asyncIterator]();
  const first = await far.next();
  for (let n = 0; n < 20; n += 1) await turn();

  assert.equal(pulledUnasked, 0);
  assert.deepEqual([...(first.value ?? [])], [1]);
  assert.equal(audio.pulled, 1);
});

test('the end of the audio comes after the last frame', async (t) => {
  const { port, next } = connected(t);
  new OpenedStream(port, new HeldAudio().push(Uint8Array.of(1), Uint8Array.of(2)).finish());
  const { request } = await next();
  const heard: number[] = [];
  for await (const [sample = 0] of request.audio) heard.push(sample);

  assert.deepEqual(heard, [1, 2]);
});

test('signals and results come in their order, with times of this thread’s clock, and the end is the last', async (t) => {
  const { port, next } = connected(t);
  const times: number[] = [];
  const said: string[] = [];
  const audio = new HeldAudio();
  const release = new AbortController();
  port.open({ sourceLanguage: 'en', sampleRateHz: 16_000, audio }, release.signal, {
    onSignal: ({ type }) => said.push(type),
    onResults: (_, receivedAt) => {
      said.push('results');
      times.push(receivedAt);
    },
  });
  const { listener } = await next();
  const now = performance.now();
  listener.onSignal({ type: 'opened' });
  listener.onResults([], now);
  listener.onSignal({ type: 'ended', clean: true });
  listener.onResults([], now);
  await until(() => said.includes('ended') || undefined);

  assert.deepEqual(said, ['opened', 'results', 'ended']);
  assert.ok(Math.abs((times[0] ?? 0) - now) < 1);
  assert.equal(audio.returned, 1);
});

test('an abort reaches the other thread, and its end comes back once', async (t) => {
  const { port, next } = connected(t);
  const stream = new OpenedStream(port, new HeldAudio());
  const { signal, listener } = await next();
  signal.addEventListener('abort', () =>
    listener.onSignal({ type: 'ended', clean: false, failure: 'connectionLost', detail: 'closed' }),
  );
  stream.release.abort();
  await stream.ended;

  assertFailed(stream, 'connectionLost');
});

test('a queue whose frames are no longer wanted is closed', async (t) => {
  const { port, next } = connected(t);
  const audio = new HeldAudio();
  new OpenedStream(port, audio);
  const { request } = await next();
  const far = request.audio[Symbol.asyncIterator]();
  const pulled = far.next();
  await far.return?.();
  await until(() => audio.returned || undefined);

  assert.equal((await pulled).done, true);
});

test('a thread that is gone ends its streams and those that are opened after', async (t) => {
  const { port, next } = connected(t);
  const before = new OpenedStream(port, new HeldAudio());
  await next();
  port.lose();
  const after = new OpenedStream(port, new HeldAudio());
  await Promise.all([before.ended, after.ended]);

  for (const stream of [before, after]) assertFailed(stream, 'connectionLost');
});

test('a session whose stream is in another thread loses no chunk', async (t) => {
  const chunks = numberedChunks(new Uint8Array(3_000 * BYTES_PER_MS), CHUNK_MS);
  const arrived: number[] = [];
  const transcribe = new TranscribeStandIn({
    ...{ chunkBytes: CHUNK_MS * BYTES_PER_MS, loop: chunks.length, schedule: undefined },
    ...{ isSynchronous: false, certificate: undefined },
    onArrival: (_, index) => arrived.push(index),
  });
  const endpoint = `http://127.0.0.1:${await transcribe.listen()}`;
  t.after(() => transcribe.close());
  // A thread of Node 20 does not get the loader of TypeScript from its process.
  const entry = new URL('../../../../verify/bench/more-cores/upstream-worker.ts', import.meta.url).href;
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import('${entry}'); })`;
  const thread = new Worker(program, {
    workerData: { region: 'eu-west-1' },
    eval: true,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: endpoint,
      ...{ AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test' },
    },
  });
  t.after(() => thread.terminate());
  await once(thread, 'message');
  const port = new ThreadedTranscription(thread);

  const audio = new HeldAudio().push(greetingChunk({ session: 7 }, CHUNK_MS), ...chunks).finish();
  const { clean } = await new OpenedStream(port, audio).ended;

  assert.equal(clean, true);
  assert.deepEqual(arrived, [...chunks.keys()]);
  assert.deepEqual({ lost: transcribe.counts.lost, unknown: transcribe.counts.unknown }, { lost: 0, unknown: 0 });
});
