import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineHost } from '../../../../emulators/transcribe/engine-process/engine-host.ts';
import type { EngineReport } from '../../../../emulators/transcribe/engine-process/engine-messages.ts';
import type { Hearing, HearingRequest } from '../../../../emulators/transcribe/hearing/hearing.ts';
import { createFakeEngine, type FakeEngineOrders } from '../../../support/engine/fake-engine.ts';
import { fakeSpeech } from '../../../support/engine/fake-speech.ts';

const ORDER = { language: 'en', askedStepMs: 300, firstSample: 0, knownSamples: 0 };

/** The host of an engine whose decodes take time on a clock of the test's. */
function startHost(orders: FakeEngineOrders = {}) {
  let now = 0;
  const said: EngineReport[] = [];
  const waiting: (() => void)[] = [];
  const engine = createFakeEngine(orders, (ms) => {
    now += ms;
  });
  const host = new EngineHost(engine, {
    say: (report) => said.push(report),
    now: () => now,
    soon: (work) => waiting.push(work),
    rssBytes: () => 123,
  });
  return {
    host,
    said,
    /** One turn of the event loop. */
    turn: () => waiting.shift()?.(),
    turnAll: () => {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) work();
    },
    pass: (ms: number) => {
      now += ms;
    },
    /** Whose results, in order: `1p` is a partial of hearing 1, `1f` a final. */
    order: () =>
      said.flatMap((report) =>
        report.type === 'results' ? report.results.map(({ isPartial }) => `${report.id}${isPartial ? 'p' : 'f'}`) : [],
      ),
    hear: (id: number, ...parts: [number, number][]) => host.obey({ type: 'audio', id, pcm: fakeSpeech(parts).pcm }),
  };
}

test('a final goes before partials that have waited longer, and of partials the one that has waited longest', () => {
  const { host, hear, turnAll, order, pass } = startHost({ decodeMs: 50 });
  for (const id of [1, 2, 3]) host.obey({ type: 'open', id, ...ORDER });

  hear(2, [5, 6_400]);
  turnAll();
  pass(10);
  hear(1, [6, 6_400]);
  pass(10);
  hear(3, [7, 3_200], [0, 1_600]);
  hear(2, [8, 6_400]);
  turnAll();

  assert.deepEqual(order(), ['2p', '3f', '1p', '2p']);
});

test('who waits since an earlier turn goes before who has just come', () => {
  const { host, hear, turn, turnAll, order } = startHost({ decodeMs: 50 });
  for (const id of [1, 2, 3]) host.obey({ type: 'open', id, ...ORDER });
  hear(2, [5, 6_400]);
  hear(3, [6, 6_400]);

  turn();
  hear(1, [7, 6_400]);
  turnAll();

  assert.deepEqual(order(), ['2p', '3p', '1p']);
});

test('between two decodes the event loop has its turn: what is closed there is not decoded any more', () => {
  const { host, hear, turn, turnAll, order } = startHost({ decodeMs: 50 });
  for (const id of [1, 2]) host.obey({ type: 'open', id, ...ORDER });
  hear(1, [5, 6_400]);
  hear(2, [6, 6_400]);

  turn();
  host.obey({ type: 'close', id: 2 });
  turnAll();

  assert.deepEqual(order(), ['1p']);
});

test('audio that came while a decode waited is heard after it: the decode covers what was spoken until it was due', () => {
  const { host, hear, turnAll, said } = startHost({ decodeMs: 50 });
  host.obey({ type: 'open', id: 1, ...ORDER });

  hear(1, [5, 16_000]);
  turnAll();

  const results = said.flatMap((report) => (report.type === 'results' ? report.results : []));
  assert.deepEqual(
    results.map(({ transcript }) => transcript),
    ['5:0-4800', '5:0-9600', '5:0-14400'],
  );
  const heard = said.filter((report) => report.type === 'heard').map(({ sample }) => sample);
  assert.equal(heard.at(-1), 16_000);
});

test('many who speak at once each have their partials in turn, at a step that all their decodes fit into', () => {
  const speakers = Array.from({ length: 8 }, (_, n) => n + 1);
  const { host, hear, turnAll, order, pass, said } = startHost({ decodeMs: 100 });
  for (const id of speakers) host.obey({ type: 'open', id, ...ORDER });

  for (let tenth = 0; tenth < 50; tenth++) {
    for (const id of speakers) hear(id, [id, 1_600]);
    turnAll();
    pass(1);
  }
  host.obey({ type: 'ping' });

  const counts = speakers.map((id) => order().filter((who) => who === `${id}p`).length);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${counts}`);
  // 5 s of speech, 8 x 100 ms x 1.25 = 1 s a step.
  for (const count of counts) assert.ok(count >= 4 && count <= 7, `${counts}`);
  const status = said.find((report) => report.type === 'status');
  assert.equal(status?.stepMs, 1_000);
  assert.ok(Number(status?.stretchedSteps) > 20);
  assert.equal(status?.rssBytes, 123);
  assert.ok(Number(status?.decodeLoad) > 0.5);
  assert.equal(status?.longestDecodeMs, 100);
});

test('a hearing that breaks is said to be broken, and is gone', () => {
  const { host, hear, turnAll, said } = startHost({ throwsOn: 9 });
  host.obey({ type: 'open', id: 1, ...ORDER });

  hear(1, [9, 6_400]);
  turnAll();
  hear(1, [9, 6_400]);
  host.obey({ type: 'finish', id: 1 });
  turnAll();

  assert.deepEqual(
    said.filter((report) => report.type !== 'heard'),
    [{ type: 'broken', id: 1, message: 'word 9 is too much' }],
  );
});

test('a hearing that is to rest does so after its final, and what it has not heard is left to the next process', () => {
  const { host, hear, turnAll, said, order } = startHost();
  host.obey({ type: 'open', id: 1, ...ORDER });
  hear(1, [5, 6_400]);
  turnAll();

  host.obey({ type: 'rest', id: 1 });
  turnAll();
  assert.equal(
    said.some(({ type }) => type === 'rested'),
    false,
    'not inside a word',
  );
  hear(1, [5, 1_600], [0, 1_600], [6, 16_000]);
  turnAll();

  assert.equal(order().at(-1), '1f');
  assert.deepEqual(said.at(-1), { type: 'rested', id: 1, sample: 9_600 });
});

test('a hearing that is to finish does not move any more', () => {
  const { host, hear, turnAll, said } = startHost();
  host.obey({ type: 'open', id: 1, ...ORDER });
  hear(1, [5, 6_400]);

  host.obey({ type: 'finish', id: 1 });
  host.obey({ type: 'rest', id: 1 });
  turnAll();

  assert.deepEqual(
    said.map(({ type }) => type).filter((type) => type !== 'heard'),
    ['results', 'results', 'finished'],
  );
});

test('a hearing is closed once, however it ends: closed, finished, at rest or broken', () => {
  const closed: string[] = [];
  const waiting: (() => void)[] = [];
  const said: EngineReport[] = [];
  const createHearing = ({ language }: HearingRequest): Hearing => ({
    due: undefined,
    restingAt: 0,
    hear() {
      throw new Error('broken');
    },
    work() {},
    finish() {},
    close: () => closed.push(language),
  });
  const host = new EngineHost(
    { createHearing },
    { say: (report) => said.push(report), now: () => 0, soon: (work) => waiting.push(work), rssBytes: () => 1 },
  );
  for (const [id, language] of ['closed', 'finished', 'at rest', 'broken'].entries()) {
    host.obey({ type: 'open', id, ...ORDER, language });
  }

  host.obey({ type: 'close', id: 0 });
  host.obey({ type: 'close', id: 0 });
  host.obey({ type: 'finish', id: 1 });
  host.obey({ type: 'rest', id: 2 });
  host.obey({ type: 'audio', id: 3, pcm: new Uint8Array(320) });
  for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) work();

  assert.deepEqual(closed, ['closed', 'finished', 'at rest', 'broken']);
  assert.deepEqual(
    said.map(({ type }) => type),
    ['finished', 'rested', 'broken'],
  );
});
