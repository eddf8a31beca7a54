/** With real processes and a fake engine in them. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type EngineOptions,
  type EngineRecogniser,
  startEngineRecogniser,
} from '../../../../emulators/transcribe/engine-process/engine-recogniser.ts';
import type { RecogniserSession } from '../../../../emulators/transcribe/recogniser.ts';
import { type FakeEngineOrders, fakeSpec } from '../../../support/engine/fake-engine.ts';
import { fakeSpeech } from '../../../support/engine/fake-speech.ts';
import { Heard } from '../../../support/engine/heard.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/engine/fake-engine-program.ts', import.meta.url));
const REQUEST = { languageCode: 'en-US', sampleRateHz: 16_000 } as const;
const ONE_WORD = fakeSpeech([
  [0, 1_600],
  [7, 8_000],
  [0, 3_200],
]);

class Log {
  readonly lines: string[] = [];
  readonly #events = new EventEmitter();

  readonly write = (line: string) => {
    this.lines.push(line);
    this.#events.emit('line');
  };

  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await once(this.#events, 'line');
    }
  }
}

type Setup = Partial<Omit<EngineOptions, 'info'>> & { maxStreams?: number; orders?: FakeEngineOrders };

async function start(t: TestContext, { orders = {}, maxStreams = 4, ...options }: Setup = {}) {
  const log = new Log();
  const recogniser = await startEngineRecogniser({
    spec: fakeSpec(orders),
    info: { engine: 'fake', model: 'Fake', languages: ['en'], maxStreams },
    processes: 1,
    log: log.write,
    program: PROGRAM,
    ...options,
  });
  t.after(() => recogniser.close());
  return { recogniser, log };
}

function open(recogniser: EngineRecogniser, heard = new Heard()): { session: RecogniserSession; heard: Heard } {
  const opening = recogniser.open(REQUEST, heard);
  assert.ok(opening.ok);
  return { session: opening.session, heard };
}

test('what is spoken comes back, partials first, and finish waits for the last of it', async (t) => {
  const { recogniser } = await start(t);
  const { session, heard } = open(recogniser);

  session.write(ONE_WORD.pcm);
  await session.finish();

  assert.deepEqual(heard.words, ONE_WORD.words);
  assert.equal(heard.all[0]?.isPartial, true);
  assert.equal(recogniser.counters.speakers, 0);
});

test('a process killed in mid-sentence fails its streams with one line; who comes then is heard by the next', async (t) => {
  const { recogniser } = await start(t);
  const { session, heard } = open(recogniser);
  session.write(ONE_WORD.pcm.subarray(0, 16_000));
  await heard.until(({ all }) => all.length > 0);
  const [pid] = recogniser.pids;

  process.kill(Number(pid), 'SIGKILL');
  await heard.until(({ failures }) => failures.length > 0);

  assert.deepEqual(heard.failures, ['The process of the speech engine ended (signal SIGKILL).']);
  assert.deepEqual(recogniser.pids, [], 'there is no process');
  const again = open(recogniser);
  again.session.write(ONE_WORD.pcm);
  await again.session.finish();
  assert.deepEqual(again.heard.words, ONE_WORD.words);
  assert.notEqual(recogniser.pids[0], pid);
  const { restarts, failed, refused } = recogniser.counters;
  assert.deepEqual(
    { restarts, failed, refused },
    { restarts: 1, failed: 1, refused: { unsupported: 0, full: 0, broken: 0 } },
  );
});

test('one that is closed takes nobody', async (t) => {
  const { recogniser } = await start(t);

  await recogniser.close();

  const opening = recogniser.open(REQUEST, new Heard());
  assert.deepEqual(opening, { ok: false, reason: 'broken', message: 'The local recogniser is closed.' });
});

test('while one process is away the others take who comes', async (t) => {
  const { recogniser } = await start(t, { processes: 2 });
  const one = open(recogniser);
  const two = open(recogniser);
  one.session.write(ONE_WORD.pcm);
  await one.heard.until(({ finals }) => finals.length > 0);

  process.kill(Number(recogniser.pids[0]), 'SIGKILL');
  const { heard } = await Promise.race(
    [one, two].map(async (each) => {
      await each.heard.until(({ failures }) => failures.length > 0);
      return each;
    }),
  );

  assert.equal(heard.failures.length, 1);
  assert.equal(one.heard.failures.length + two.heard.failures.length, 1, 'speakers had been spread');
  const next = open(recogniser);
  next.session.write(ONE_WORD.pcm);
  await next.session.finish();
  assert.deepEqual(next.heard.words, ONE_WORD.words);
});

test('a process that hangs in a decode is ended, and its streams with it', async (t) => {
  const { recogniser } = await start(t, { orders: { hangsOn: 7 }, pings: { everyMs: 20, maxUnanswered: 10 } });
  const { session, heard } = open(recogniser);

  session.write(ONE_WORD.pcm);
  await heard.until(({ failures }) => failures.length > 0);

  assert.deepEqual(heard.failures, [
    'The process of the speech engine ended (no answer to 10 pings; its longest decode before took 0.0 s).',
  ]);
});

test('an engine that breaks on one stream costs the others nothing', async (t) => {
  const { recogniser } = await start(t, { orders: { throwsOn: 9 } });
  const unlucky = open(recogniser);
  const other = open(recogniser);

  unlucky.session.write(
    fakeSpeech([
      [9, 8_000],
      [0, 3_200],
    ]).pcm,
  );
  other.session.write(ONE_WORD.pcm);
  await Promise.all([other.session.finish(), unlucky.heard.until(({ failures }) => failures.length > 0)]);

  assert.deepEqual(unlucky.heard.failures, ['The speech engine broke on this stream: word 9 is too much']);
  assert.deepEqual(other.heard.words, ONE_WORD.words);
  assert.equal(recogniser.counters.failed, 1);
});

test('an engine that does not start is told in one line, and nothing is left running', async (t) => {
  const failing = start(t, { orders: { failure: 'the model is cut short' }, processes: 2 });

  await assert.rejects(failing, { message: 'the model is cut short' });
});

test('one stream over the bound is refused, before a word is said; the place of one that ends is free', async (t) => {
  const { recogniser } = await start(t, { maxStreams: 1 });
  const { session } = open(recogniser);

  const message = 'The local recogniser hears 1 streams at once.';
  assert.deepEqual(recogniser.open(REQUEST, new Heard()), { ok: false, reason: 'full', message });
  session.close();
  session.close();

  assert.equal(recogniser.open(REQUEST, new Heard()).ok, true);
  assert.equal(recogniser.counters.refused.full, 1);
});

test('other languages and rates than the model’s are refused; any English is English', async (t) => {
  const { recogniser } = await start(t);

  const spanish = recogniser.open({ ...REQUEST, languageCode: 'es-US' }, new Heard());
  const narrow = recogniser.open({ ...REQUEST, sampleRateHz: 8_000 }, new Heard());
  const british = recogniser.open({ ...REQUEST, languageCode: 'en-GB' }, new Heard());

  assert.deepEqual([spanish.ok, narrow.ok, british.ok], [false, false, true]);
  assert.equal(recogniser.counters.refused.unsupported, 2);
});

test('audio that comes faster than it is decoded is pushed back, and loses nothing', async (t) => {
  const { recogniser } = await start(t, { orders: { decodeMs: 5 } });
  const { session, heard } = open(recogniser);
  const speech = fakeSpeech(Array.from({ length: 60 }, (_, n) => [n % 2 === 0 ? 0 : n, 8_000] as const));
  let waits = 0;

  for (let at = 0; at < speech.pcm.length; at += 32_000) {
    if (session.write(speech.pcm.subarray(at, at + 32_000))) continue;
    waits++;
    await heard.until(() => heard.takeDrained() > 0);
  }
  await session.finish();

  assert.ok(waits > 0);
  assert.deepEqual(heard.words, speech.words);
});

test('speakers go on in fresh processes between two utterances, and every word is there once', async (t) => {
  const { recogniser } = await start(t, { processes: 1 });
  const speakers = Array.from({ length: 3 }, () => open(recogniser));
  const speech = fakeSpeech(Array.from({ length: 40 }, (_, n) => [n % 2 === 0 ? 0 : n, 4_000] as const));
  const pids = new Set(recogniser.pids);

  for (let at = 0; at < speech.pcm.length; at += 80_000) {
    for (const { session } of speakers) session.write(speech.pcm.subarray(at, at + 80_000));
    await recogniser.recycle();
    for (const pid of recogniser.pids) pids.add(pid);
  }
  await Promise.all(speakers.map(({ session }) => session.finish()));

  for (const { heard } of speakers) assert.deepEqual(heard.words, speech.words);
  assert.equal(pids.size, 5);
  assert.equal(recogniser.counters.recycles, 4);
  assert.ok(recogniser.counters.moved >= 6, `${recogniser.counters.moved} moves`);
  assert.equal(recogniser.counters.processes, 1, 'the old ones have ended');
});

test('a process over its memory bound is replaced, and its speaker goes on', async (t) => {
  const { recogniser, log } = await start(t, {
    orders: { growBytes: 40e6 },
    memoryBoundBytes: 1,
    pings: { everyMs: 20, maxUnanswered: 500 },
  });
  const { session, heard } = open(recogniser);
  const [pid] = recogniser.pids;

  const toldOver = async (bytes: number) => {
    while (recogniser.counters.rssBytes <= bytes) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await toldOver(0);
  const before = recogniser.counters.rssBytes;

  session.write(ONE_WORD.pcm);
  // What the first decode takes may count as its warming up; what the second takes does not.
  await toldOver(before + 30e6);
  session.write(ONE_WORD.pcm);
  await log.until(/is replaced: it has \d+ MB/);
  session.write(ONE_WORD.pcm);
  await session.finish();

  assert.equal(heard.words.length, 3);
  assert.notEqual(recogniser.pids[0], pid);
});

test('what an engine prints goes to the log, and no more of it than is of use', async (t) => {
  const { recogniser, log } = await start(t, { orders: { lines: 500 } });
  const { session } = open(recogniser);

  session.write(ONE_WORD.pcm);
  await session.finish();
  await log.until(/^out \d+$/);
  await log.until(/^err \d+$/);
  await recogniser.close();

  assert.ok(log.lines.length <= 40, `${log.lines.length} lines`);
});

test('under load the step grows instead of a queue, and the log says so once', async (t) => {
  const { recogniser, log } = await start(t, {
    orders: { decodeMs: 60 },
    stepMs: 50,
    pings: { everyMs: 20, maxUnanswered: 500 },
  });
  const speakers = Array.from({ length: 4 }, () => open(recogniser));
  const long = fakeSpeech([
    [3, 48_000],
    [0, 3_200],
  ]);

  for (const { session } of speakers) session.write(long.pcm);
  await Promise.all(speakers.map(({ session }) => session.finish()));
  await log.until(/busy/);

  assert.ok(recogniser.counters.stretchedSteps > 0);
  assert.equal(log.lines.filter((line) => /busy/.test(line)).length, 1);
  const partials = speakers.map(({ heard }) => heard.all.filter(({ isPartial }) => isPartial).length);
  // 3 s of speech at 4 speakers x 60 ms x 1.25 = 300 ms, instead of 60 partials at 50 ms.
  for (const count of partials) assert.ok(count >= 4 && count <= 25, `${partials}`);
});
