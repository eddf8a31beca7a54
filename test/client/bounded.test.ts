/** Nothing a client promises is pending for ever: neither when others never answer, nor when it is closed meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientOptions } from '../../src/client/client-options.ts';
import type { RostrumError } from '../../src/client/rostrum-error.ts';
import { Speaker, type SpeakerOptions } from '../../src/client/speaker.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION } from '../support/client/simulated-server.ts';

const never = () => new Promise<never>(() => {});

/** What came of a promise, and when, on the bench's clock. */
function watch(bench: ClientBench, promise: Promise<unknown>) {
  const startMs = bench.clock.now();
  const seen: { code?: string; message?: string; atMs?: number } = {};
  promise.then(
    () => Object.assign(seen, { code: 'done', atMs: bench.clock.now() - startMs }),
    ({ code, message }: RostrumError) => Object.assign(seen, { code, message, atMs: bench.clock.now() - startMs }),
  );
  return seen;
}

async function speakerOf(options: Partial<SpeakerOptions> = {}) {
  const bench = new ClientBench();
  return { bench, speaker: await bench.speaker(options) };
}

const creating = (bench: ClientBench, options: Partial<SpeakerOptions>) =>
  Speaker.create({ ...bench.options, token: 'a.b.c', sourceLanguage: 'en', connectTimeoutMs: 3_000, ...options });

for (const [claim, options, prepare, text] of [
  ['a token source never answers', { token: never }, () => {}, /no token: its function did not give one in 3000 ms/],
  [
    'the socket never opens',
    {},
    (bench: ClientBench) => {
      bench.server.latencyMs = 1e9;
    },
    /the server did not accept the connection in 3000 ms/,
  ],
  [
    'the greeting never comes',
    {},
    (bench: ClientBench) => {
      bench.server.intercept = () => true;
    },
    /the server did not accept the connection in 3000 ms/,
  ],
] as const) {
  test(`when ${claim}, the first connect is over in its time, with a clear error and nothing left behind`, async () => {
    const bench = new ClientBench();
    prepare(bench);
    const states: string[] = [];
    const on: NonNullable<ClientOptions['on']> = { connection: ({ state }) => states.push(state) };
    const outcome = watch(bench, creating(bench, { ...options, on }));
    await bench.clock.advance(3_000);

    assert.deepEqual([outcome.code, outcome.atMs], ['CONNECT_FAILED', 3_000]);
    assert.match(String(outcome.message), text);
    assert.deepEqual(states, ['connecting', 'closed']);
  });
}

test('a token, and a socket, that come too late change nothing; a token source that fails late harms nobody', async () => {
  const bench = new ClientBench();
  const given: ((token: string) => void)[] = [];
  const refused: ((error: Error) => void)[] = [];
  const late = () =>
    new Promise<string>((resolve, reject) => {
      given.push(resolve);
      refused.push(reject);
    });
  const outcomes = [1, 2].map(() => watch(bench, creating(bench, { token: late })));
  await bench.clock.advance(3_000);
  given[0]?.('too.late');
  refused[1]?.(new Error('signed out'));
  await bench.clock.advance(10_000);

  assert.deepEqual(
    outcomes.map(({ code }) => code),
    ['CONNECT_FAILED', 'CONNECT_FAILED'],
  );
  assert.equal(bench.server.sockets.length, 0);
  assert.equal(bench.clock.pending, 0);
});

test('asking why a connect was refused takes no longer than the connect had left, though fetch never gives up', async () => {
  const bench = new ClientBench();
  bench.server.refusal = 'Unexpected server response: 503';
  const outcome = watch(bench, creating(bench, { fetch: never }));
  await bench.clock.advance(3_000);

  assert.deepEqual([outcome.code, outcome.atMs], ['CONNECT_FAILED', 3_000]);
  assert.equal(bench.clock.pending, 0);
});

test('a refresh whose token never comes fails in its time, and the old socket stays in use', async () => {
  let asked = 0;
  const token = () => (++asked === 1 ? 'a.b.c' : never());
  const { bench, speaker } = await speakerOf({ token, connectTimeoutMs: 3_000 });
  const outcome = watch(bench, speaker.refresh());
  await bench.clock.advance(3_000);

  assert.deepEqual([outcome.code, outcome.atMs], ['CONNECT_FAILED', 3_000]);
  assert.equal((await bench.after(100, speaker.pause())).type, 'broadcastPaused');
  const again = watch(bench, speaker.refresh());
  speaker.close();
  await bench.clock.advance(0);
  assert.deepEqual([again.code, again.atMs], ['CLIENT_CLOSED', 0]);
  await bench.clock.advance(100); // the socket closes
  assert.equal(bench.clock.pending, 0);
});

test('a lost connection whose tokens never come is given up in its time, the last attempt cut short', async () => {
  let asked = 0;
  const token = () => (++asked === 1 ? 'a.b.c' : never());
  const { bench, speaker } = await speakerOf({ token, connectTimeoutMs: 3_000, giveUpAfterMs: 7_000 });
  const closed = watch(bench, speaker.next('sessionEnded'));
  const asking = watch(bench, speaker.pause());
  bench.server.last.cut(1006);
  await bench.clock.advance(7_000);

  assert.equal(closed.code, 'RECONNECT_FAILED');
  assert.ok(Number(closed.atMs) <= 7_000, `${closed.atMs}`);
  assert.equal(asking.code, 'RECONNECT_FAILED');
  assert.deepEqual([speaker.state, bench.clock.pending], ['closed', 0]);
});

test('a request that is never answered is over in its time, and its late answer is nobody else’s', async () => {
  const { bench, speaker } = await speakerOf({ requestTimeoutMs: 2_000 });
  bench.server.intercept = () => true;
  const outcome = watch(bench, speaker.pause());
  await bench.clock.advance(2_000);
  assert.deepEqual([outcome.code, outcome.atMs], ['REQUEST_TIMEOUT', 2_000]);

  const second = watch(bench, speaker.pause());
  bench.server.last.say({ type: 'broadcastPaused' });
  await bench.clock.advance(100);
  assert.equal(second.code, undefined, 'that was the first one’s');
  bench.server.last.say({ type: 'broadcastPaused' });
  await bench.clock.advance(100);
  assert.equal(second.code, 'done');
  speaker.close();
});

test('speech that an open connection never answers is waited for no longer than a lost connection would be', async () => {
  const { bench, speaker } = await speakerOf({ giveUpAfterMs: 20_000, heartbeatMs: 5_000 });
  bench.server.intercept = (_, told) => told instanceof Uint8Array;
  speaker.send(new Uint8Array(3_200));
  const outcome = watch(bench, speaker.drained());
  await bench.clock.advance(20_000);
  assert.deepEqual([outcome.code, outcome.atMs], ['REQUEST_TIMEOUT', 20_000]);

  bench.server.intercept = () => false;
  bench.server.last.say({ type: 'audioReceived' });
  await bench.clock.advance(100);
  await speaker.drained();
  speaker.close();
  await bench.clock.advance(100); // the socket closes
  assert.equal(bench.clock.pending, 0);
});

test('as long as something is answered, speech may take as long as it takes', async () => {
  const { bench, speaker } = await speakerOf({ giveUpAfterMs: 1_000, heartbeatMs: 5_000 });
  bench.server.intercept = (_, told) => told instanceof Uint8Array;
  for (let n = 0; n < 5; n += 1) speaker.send(new Uint8Array(3_200));
  const outcome = watch(bench, speaker.drained());
  for (let answered = 0; answered < 5; answered += 1) {
    bench.server.last.say({ type: 'audioReceived' });
    await bench.clock.advance(900);
  }

  assert.equal(outcome.code, 'done');
  speaker.close();
});

test('close() settles at once whatever is pending: requests, refresh, speech, a source that says nothing, an event', async () => {
  const { bench, speaker } = await speakerOf({});
  bench.server.intercept = () => true;
  speaker.send(new Uint8Array(3_200));
  const silent: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: never }) };
  const pending = {
    request: speaker.pause(),
    refresh: speaker.refresh(),
    speech: speaker.drained(),
    source: speaker.stream(silent),
    event: speaker.next('sessionEnded'),
    end: speaker.end(),
  };
  const outcomes = Object.values(pending).map((promise) => watch(bench, promise));
  await bench.clock.advance(5);
  speaker.close();
  await bench.clock.advance(0);

  for (const [at, { code, atMs }] of outcomes.entries()) {
    assert.deepEqual([code, atMs], ['CLIENT_CLOSED', 5], Object.keys(pending)[at]);
  }
  await bench.clock.advance(100); // the sockets close
  assert.equal(bench.clock.pending, 0);
  await assert.rejects(speaker.next('transcript'), ({ code }: RostrumError) => code === 'CLIENT_CLOSED');
  await assert.rejects(speaker.stream([]), ({ code }: RostrumError) => code === 'CLIENT_CLOSED');
});

test('close() while a lost connection asks why it is refused ends that too', async () => {
  const { bench, speaker } = await speakerOf({});
  bench.http.set(`GET /prod/sessions/${SESSION}`, { status: 0, body: {} });
  bench.server.refusal = 'Unexpected server response: 503';
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  assert.deepEqual(bench.asked, [`GET /prod/sessions/${SESSION}`]);
  speaker.close();
  await bench.clock.advance(0);

  assert.deepEqual([speaker.state, bench.clock.pending], ['closed', 0]);
});

test('an event that nobody waits for any more is no unhandled rejection', async () => {
  const { speaker } = await speakerOf({});
  void speaker.next('sessionEnded');
  speaker.close();
  await new Promise((resolve) => setImmediate(resolve));
});
