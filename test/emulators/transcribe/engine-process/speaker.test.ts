import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../emulators/faults/seeded-random.ts';
import type { HearingOrder } from '../../../../emulators/transcribe/engine-process/engine-messages.ts';
import type { HearingEvents, PooledProcess } from '../../../../emulators/transcribe/engine-process/pooled-process.ts';
import { Speaker } from '../../../../emulators/transcribe/engine-process/speaker.ts';
import { toPcm, toSamples } from '../../../../src/audio/pcm.ts';
import { createFakeEngine } from '../../../support/engine/fake-engine.ts';
import { randomSpeech } from '../../../support/engine/fake-speech.ts';
import { Heard } from '../../../support/engine/heard.ts';
import { LocalProcess } from '../../../support/engine/local-process.ts';

const ORDER = { language: 'en', askedStepMs: 100 };

test('no word is lost, doubled or cut when a speaker moves again and again, however messages and work interleave', async () => {
  let moves = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const below = (most: number) => Math.floor(random() * most);
    const speech = randomSpeech(8, random);
    const engine = createFakeEngine();
    const processes = Array.from({ length: 3 }, () => new LocalProcess(engine));
    const any = () => processes[below(processes.length)] as LocalProcess;
    const waiting: (() => void)[] = [];
    const anyOrNone = () => (below(3) === 0 ? undefined : any());
    const listener = new Heard();
    let how: string | undefined;
    const speaker = new Speaker({
      order: ORDER,
      listener,
      process: anyOrNone(),
      next: anyOrNone,
      whenReady: (begin) => {
        waiting.push(() => begin(any()));
        return () => {};
      },
      onMoved: () => moves++,
      onOver: (end) => {
        how = end;
      },
    });
    const act = () => {
      if (waiting.length > 0 && below(3) === 0) waiting.shift()?.();
      const steps = processes.flatMap((process) => process.steps.map((step) => [process, step] as const));
      const [process, step] = steps[below(steps.length)] ?? [];
      if (step !== undefined) process?.take(step);
      return step !== undefined || waiting.length > 0;
    };

    let mayWrite = true;
    for (let at = 0; at < speech.pcm.length; ) {
      const bytes = 1 + below(20_000);
      if (mayWrite) {
        mayWrite = speaker.write(speech.pcm.subarray(at, at + bytes));
        at += bytes;
      }
      for (let n = below(30); n > 0; n--) act();
      if (below(4) === 0) for (const process of processes) process.retire();
      mayWrite ||= listener.takeDrained() > 0;
      while (!mayWrite && act()) mayWrite = listener.takeDrained() > 0;
    }
    const finished = speaker.finish();
    while (act());
    await finished;

    assert.deepEqual(listener.words, speech.words, `seed ${seed}`);
    assert.equal(how, 'done');
    assert.equal(
      processes.reduce((sum, { speakers }) => sum + speakers, 0),
      0,
    );
  }
  assert.ok(moves > 200, `${moves} moves`);
});

test('where it goes on, what came up to half a second before is given as known, and all of it without a gap', async () => {
  const orders: HearingOrder[] = [];
  const heard: number[][] = [];
  let events: HearingEvents | undefined;
  const process: PooledProcess = {
    pid: 1,
    speakers: 0,
    leaving: 0,
    listen: () => {},
    start: async () => ({ ok: true, rssBytes: 1 }),
    open: (order, told) => {
      orders.push(order);
      events = told;
      const samples: number[] = [];
      heard.push(samples);
      return { hear: (pcm) => samples.push(...toSamples(pcm)), finish: () => {}, close: () => {} };
    },
    retire: () => {},
    close: async () => {},
    kill: () => {},
  };
  const onMoved = () => {};
  const speaker = new Speaker({
    order: ORDER,
    listener: new Heard(),
    process,
    next: () => process,
    whenReady: () => assert.fail('there is always one'),
    onMoved,
    onOver: () => {},
  });
  const counted = Int16Array.from({ length: 400_000 }, (_, at) => at % 32_000);

  for (let at = 0; at < counted.length; at += 1_000) {
    speaker.write(toPcm(counted.subarray(at, at + 1_000)));
    events?.heard(at + 1_000);
    // A whole sample is what it goes on from, whatever part of one it is told of.
    if (at === 2_000) events?.rested(1_500.5);
    // As far back as a hearing may rest.
    if (at === 390_000) events?.rested(231_000.75);
  }

  assert.deepEqual(orders, [
    { ...ORDER, firstSample: 0, knownSamples: 0 },
    { ...ORDER, firstSample: 0, knownSamples: 1_500 },
    { ...ORDER, firstSample: 223_000, knownSamples: 8_000 },
  ]);
  assert.deepEqual(heard[1]?.slice(0, 391_000), [...counted.subarray(0, 391_000)]);
  assert.deepEqual(heard[2], [...counted.subarray(223_000)]);
});

function waitingSpeaker() {
  const listener = new Heard();
  const over: string[] = [];
  let callBack: { begin: (process: PooledProcess) => void; late: () => void } | undefined;
  const speaker = new Speaker({
    order: ORDER,
    listener,
    process: undefined,
    next: () => undefined,
    whenReady: (begin, late) => {
      callBack = { begin, late };
      return () => {
        callBack = undefined;
      };
    },
    onMoved: () => {},
    onOver: (how) => over.push(how),
  });
  return { speaker, listener, over, callBack: () => callBack };
}

test('a speaker for whom no process comes in time fails with one line, once', () => {
  const { speaker, listener, over, callBack } = waitingSpeaker();
  speaker.write(toPcm(new Int16Array(1_600)));

  callBack()?.late();
  speaker.close();

  assert.deepEqual(listener.failures, ['No process of the speech engine was there in time.']);
  assert.deepEqual(over, ['failed']);
});

test('a speaker who leaves while it waits is not begun any more; who waits is held back at 4 s of audio', () => {
  const { speaker, over, callBack } = waitingSpeaker();

  assert.equal(speaker.write(toPcm(new Int16Array(64_000))), true);
  assert.equal(speaker.write(toPcm(new Int16Array(1))), false);
  speaker.close();

  assert.equal(callBack(), undefined);
  assert.deepEqual(over, ['done']);
});
