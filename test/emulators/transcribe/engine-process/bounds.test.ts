import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineLimit } from '../../../../emulators/transcribe/engine-process/line-limit.ts';
import { memoryBound } from '../../../../emulators/transcribe/engine-process/memory-bound.ts';
import { PingWatch } from '../../../../emulators/transcribe/engine-process/ping-watch.ts';
import { SentAudio } from '../../../../emulators/transcribe/engine-process/sent-audio.ts';
import { StretchWatch } from '../../../../emulators/transcribe/engine-process/stretch-watch.ts';

test('lines over the bound of a minute are counted instead of passed on, and the count is said in the next', () => {
  const limit = new LineLimit(2);

  const passed = [0, 1, 2, 3, 59_999, 60_000].flatMap((now) => limit.pass(`at ${now}`, now));

  assert.deepEqual(passed, ['at 0', 'at 1', '3 lines were not logged: too many in a minute', 'at 60000']);
});

test('a process may grow to 400 MB, or by 200 MB when its model is larger', () => {
  const bound = (baseBytes: number, setBytes?: number) => memoryBound({ baseBytes, setBytes });
  assert.deepEqual(bound(200e6), { retireBytes: 400e6, endBytes: 600e6 });
  assert.deepEqual(bound(900e6), { retireBytes: 1_100e6, endBytes: 1_650e6 });
  assert.equal(bound(200e6, 300e6).retireBytes, 300e6);
});

test('a bound that no fresh process keeps is raised: it would be replaced without end', () => {
  assert.equal(memoryBound({ baseBytes: 200e6, setBytes: 100e6 }).retireBytes, 220e6);
});

test('sent audio is given back from any sample that is kept, and forgotten in whole chunks', () => {
  const audio = new SentAudio();
  for (const chunk of [
    [1, 0, 2, 0],
    [3, 0],
    [4, 0, 5, 0, 6, 0],
  ])
    audio.push(Uint8Array.from(chunk));

  audio.forgetBefore(1);
  assert.equal(audio.from, 0, 'the chunk is needed in part');
  audio.forgetBefore(3);

  assert.deepEqual([audio.from, audio.to], [3, 6]);
  assert.deepEqual(audio.since(4), [Uint8Array.from([5, 0, 6, 0])]);
  assert.deepEqual(audio.since(6), []);
});

test('busy engines are one line when it begins and one when it is over, a minute apart at least', () => {
  const watch = new StretchWatch();
  const lines: string[] = [];
  const note = (second: number, isStretched: boolean, stepMs = 500) => {
    const line = watch.note(second * 1000, isStretched, stepMs);
    if (line !== undefined) lines.push(`${second}: ${line}`);
  };

  note(0, false);
  for (let second = 1; second <= 5; second++) note(second, true, second === 3 ? 900 : 500);
  for (let second = 6; second <= 200; second++) note(second, false);
  note(201, true);

  assert.deepEqual(lines, [
    '1: speech engines are busy: partial results come every 500 ms of speech',
    '61: speech engines keep up again: busy for 4 s, partial results came every 900 ms at most',
    '201: speech engines are busy: partial results come every 500 ms of speech',
  ]);
});

test('each speaker has 12 MB more; the hard bound is half as much again as there ever were speakers for', () => {
  assert.deepEqual(memoryBound({ baseBytes: 200e6, speakers: 10, mostSpeakers: 20, raisedBy: 1 }), {
    retireBytes: 520e6,
    endBytes: 960e6,
  });
});

test('a bound that is raised again and again stays under the hard one', () => {
  const { retireBytes, endBytes } = memoryBound({ baseBytes: 200e6, raisedBy: 1.25 ** 20 });

  assert.deepEqual([Math.round(retireBytes), endBytes], [540e6, 600e6]);
});

test('a process is taken for hung after 20 pings, or 20 times its longest decode, but two minutes at most', () => {
  const unansweredFor = (longestDecodeMs: number | undefined) => {
    const watch = new PingWatch();
    watch.asked();
    watch.answered(longestDecodeMs);
    let asked = 0;
    for (; watch.hung === undefined; asked++) watch.asked();
    return { asked, hung: watch.hung };
  };

  assert.deepEqual(
    [undefined, 150, 3_000, 60_000].map((ms) => unansweredFor(ms).asked),
    [20, 20, 60, 120],
  );
  assert.equal(unansweredFor(3_000).hung, 'no answer to 60 pings; its longest decode before took 3.0 s');
});
