import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RostrumError } from '../../src/client/rostrum-error.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { type Accepted, chunkOf } from '../support/client/simulated-server.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test('chunks go out at once and in order, and each acknowledgement lets go of the oldest', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  for (const number of range(0, 5)) speaker.send(chunkOf(number));
  assert.deepEqual(speaker.audio, { acknowledged: 0, refused: 0, overflowed: 0, inFlight: 5, waiting: 0 });
  await bench.after(100, speaker.drained());

  assert.deepEqual(bench.server.numbers, range(0, 5));
  assert.deepEqual(speaker.audio, { acknowledged: 5, refused: 0, overflowed: 0, inFlight: 0, waiting: 0 });
});

test('samples are sent as they were when they were given: a microphone may use its memory again', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const heard: Uint8Array[] = [];
  bench.server.intercept = (_, told) => told instanceof Uint8Array && heard.push(told) > 0;
  const samples = new Int16Array(100).fill(0x0102);
  speaker.send(samples);
  samples.fill(0);
  await bench.clock.advance(100);

  assert.deepEqual(
    heard[0],
    new Uint8Array(200).map((_, i) => (i % 2 === 0 ? 2 : 1)),
  );
});

test('a source is cut into chunks of 100 ms however it comes, its end filled up to what the server takes', async () => {
  const bytes = Uint8Array.from({ length: 3_200 * 2 + 51 }, (_, i) => i % 251);
  const inPieces = (sizes: number) =>
    range(0, Math.ceil(bytes.length / sizes)).map((i) => bytes.subarray(i * sizes, (i + 1) * sizes));
  async function* generated() {
    yield* inPieces(999);
  }
  const sources = {
    iterable: inPieces(1),
    generator: generated(),
    stream: ReadableStream.from(inPieces(5_000)),
    reader: { getReader: () => ReadableStream.from(inPieces(777)).getReader() },
  };

  for (const [name, source] of Object.entries(sources)) {
    const bench = new ClientBench();
    const speaker = await bench.speaker();
    const heard: number[][] = [];
    bench.server.intercept = (_, told) => told instanceof Uint8Array && heard.push([...told]) < 0;
    await speaker.stream(source);
    await bench.after(100, speaker.drained());

    assert.deepEqual(
      heard.map(({ length }) => length),
      [3_200, 3_200, 100],
      name,
    );
    // Half a sample is no sound; what follows is silence.
    assert.deepEqual(heard.flat(), [...bytes.subarray(0, -1), ...new Array(50).fill(0)], name);
  }
});

test('an empty source is no audio', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  await speaker.stream([]);
  await speaker.stream([new Uint8Array(1)]);
  await speaker.drained();

  assert.deepEqual(bench.server.numbers, []);
  speaker.close();
});

test('a source waits where a chunk would be lost, and one that is broken off is told so', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker({ maxHeldMs: 1_000 });
  bench.server.intercept = (socket, told) => {
    if (told instanceof Uint8Array) bench.server.accept(socket, told);
    return true;
  };
  let given = 0;
  let wasCancelled = false;
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(chunkOf(given++)),
    cancel: () => {
      wasCancelled = true;
    },
  });
  const streaming = speaker.stream({ getReader: () => source.getReader() });
  streaming.catch(() => {});
  await bench.clock.advance(1_000);

  assert.equal(speaker.audio.inFlight, 10);
  assert.ok(given <= 12, `${given} pieces were taken`);
  speaker.close();
  await assert.rejects(streaming, ({ code }: RostrumError) => code === 'CLIENT_CLOSED');
  assert.ok(wasCancelled);
});

test('over the bound the oldest chunk goes, with an event; its late acknowledgement is not the next one’s', async () => {
  const bench = new ClientBench();
  const lost: unknown[] = [];
  const speaker = await bench.speaker({ maxHeldMs: 300, on: { overflow: (overflow) => lost.push(overflow) } });
  const heard: Accepted[] = [];
  bench.server.intercept = (socket, told) =>
    told instanceof Uint8Array && heard.push(bench.server.accept(socket, told)) > 0;
  for (const number of range(0, 5)) speaker.send(chunkOf(number));
  assert.deepEqual(lost, [
    { chunks: 1, bytes: 3_200 },
    { chunks: 1, bytes: 3_200 },
  ]);
  await bench.clock.advance(100);
  for (const accepted of heard.slice(0, 3)) bench.server.acknowledge(accepted);
  await bench.clock.advance(100);

  assert.deepEqual(speaker.audio, { acknowledged: 3, refused: 0, overflowed: 2, inFlight: 2, waiting: 0 });
  bench.server.intercept = () => false;
  bench.server.last.cut(1006);
  await bench.after(1_000, speaker.drained());
  assert.deepEqual(bench.server.numbers, [0, 1, 2, 3, 4, 3, 4]);
});

test('small chunks that have to wait are joined, so that they never exceed the rate of chunks', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.last.cut(1006);
  for (const number of range(0, 10)) speaker.send(chunkOf(number, 640));
  speaker.send(new Uint8Array(641)); // half a sample too many: joined to nothing
  speaker.send(new Uint8Array(640));
  assert.equal(speaker.audio.waiting, 4);
  await bench.after(1_000, speaker.drained());

  assert.deepEqual(
    bench.server.accepted.map(({ bytes }) => bytes),
    [3_200, 3_200, 641, 640],
  );
});

test('a chunk that would break the connection again and again is never sent', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();

  assert.throws(() => speaker.send(new Uint8Array(1_048_577)), RangeError);
  speaker.close();
});

test('a network that takes nothing is not given more', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.last.bufferedAmount = 64_000;
  speaker.send(chunkOf(1));
  assert.equal(speaker.audio.waiting, 1);
  bench.server.last.bufferedAmount = 0;
  speaker.send(chunkOf(2));

  await bench.after(100, speaker.drained());
  assert.deepEqual(bench.server.numbers, [1, 2]);
});

test('a refused chunk is not sent again; those the server passed over in silence are found out', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  let heard = 0;
  // The third is refused with an error, the fourth and fifth are dropped without one, the last is taken.
  bench.server.intercept = (socket, told) => {
    if (!(told instanceof Uint8Array)) return false;
    heard += 1;
    const details = { kind: 'audio', limit: 2, retryAfterMs: 1 };
    if (heard === 3) socket.say({ type: 'error', code: 'RATE_LIMIT_EXCEEDED', statusCode: 429, details });
    return heard >= 3 && heard <= 5;
  };
  for (const number of range(0, 6)) speaker.send(chunkOf(number));
  await bench.after(100, speaker.drained());

  assert.deepEqual(speaker.audio, { acknowledged: 3, refused: 3, overflowed: 0, inFlight: 0, waiting: 0 });
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  assert.equal(heard, 6, 'nothing is sent again');
});

test('an error that answers nothing, and an acknowledgement of nothing, change nothing', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.last.say({ type: 'error', code: 'INTERNAL_ERROR', statusCode: 500 });
  bench.server.last.say({ type: 'audioReceived' });
  await bench.clock.advance(100);

  assert.deepEqual(speaker.audio, { acknowledged: 0, refused: 0, overflowed: 0, inFlight: 0, waiting: 0 });
  speaker.close();
});

test('no second of the server’s sees more chunks than its limit, however the network bunches them', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  let seed = 7;
  const delay = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 5 === 0 ? 1_500 : 10;
  };
  bench.server.latencyMs = 10;
  for (const number of range(0, 400)) speaker.send(chunkOf(number));
  for (let i = 0; i < 60 && speaker.audio.acknowledged < 400; i++) {
    // Held up for a while, then all at once: latency only grows and falls between the rounds.
    bench.server.latencyMs = delay();
    await bench.clock.advance(500);
  }
  await bench.after(20_000, speaker.drained());

  const times = bench.server.accepted.map(({ at }) => at).sort((a, b) => a - b);
  assert.equal(times.length, 400);
  for (const [i, at] of times.entries()) {
    const inSecond = times.slice(i).filter((other) => other - at < 1_000).length;
    assert.ok(inSecond <= 50, `${inSecond} chunks in one second`);
  }
  const tookMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  assert.ok(tookMs < 40_000, `it caught up in ${tookMs} ms`);
});

test('what a server that goes away no longer takes is said again on the next one, in order', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  for (const number of range(0, 5)) speaker.send(chunkOf(number));
  await bench.clock.advance(100);
  const [old] = bench.server.sockets;
  bench.server.intercept = (socket, told) => {
    if (socket !== old || !(told instanceof Uint8Array)) return false;
    socket.say({ type: 'audioReceived', dropped: 'draining' });
    return true;
  };
  for (const number of range(5, 8)) speaker.send(chunkOf(number));
  bench.server.last.say({ type: 'serverDraining', retryAfterMs: 100 });
  await bench.clock.advance(100);
  for (const number of range(8, 10)) speaker.send(chunkOf(number));
  const drained = speaker.drained();
  bench.server.last.closedByServer(1001);
  await bench.after(5_000, drained);

  assert.deepEqual(bench.server.numbers, range(0, 10));
  assert.equal(speaker.audio.acknowledged, 10);
});

test('what is dropped because the session ends is answered all the same', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = (socket, told) => {
    if (!(told instanceof Uint8Array)) return false;
    socket.say({ type: 'audioReceived', dropped: 'draining' });
    return true;
  };
  speaker.send(chunkOf(0));
  await bench.after(100, speaker.drained());

  assert.equal(speaker.audio.acknowledged, 1);
});
