import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { speechOf, stretchesOf } from '../../support/actors/stamped-pcm.ts';
import { SAMPLES_100_MS, SILENCE_MS, setUpUpstream as setUp } from '../../support/actors/upstream-bench.ts';

test('the gate closing flushes what was gathered, and silence follows when its sound is over', async () => {
  const { clock, transcription, gate, open, chunk } = setUp();
  open();
  chunk(20);

  gate.set('paused', 1);
  await clock.advance(19);
  assert.deepEqual(stretchesOf(transcription.last.frames), [{ kind: 'speech', from: 0, samples: 320 }]);
  await clock.advance(1);

  assert.deepEqual(stretchesOf(transcription.last.frames), [
    { kind: 'speech', from: 0, samples: 320 },
    { kind: 'silence', from: 0, samples: SAMPLES_100_MS },
  ]);
});

test('an open gate without audio gets no silence for two seconds after the sound is over: the audio may be late', async () => {
  const { clock, transcription, open, chunk } = setUp();
  open();
  chunk(100);

  await clock.advance(2_099);
  assert.equal(transcription.last.frames.length, 1);
  await clock.advance(1);

  assert.equal(transcription.last.frames.length, 2);
});

test('silence flows in real time for five seconds after the last audio, then every five seconds', async () => {
  const { clock, transcription, gate, open, chunk } = setUp();
  open();
  chunk(100);
  await settled();
  transcription.last.hear(result('final', 0, 100));
  gate.set('muted', 1);
  await clock.advance(100);
  const silences = () => transcription.last.frames.length - 1;

  await clock.advance(1_000);
  assert.equal(silences(), 11);
  await clock.advance(4_000);
  assert.equal(silences(), 51);
  await clock.advance(4_999);
  assert.equal(silences(), 51);
  await clock.advance(1);
  assert.equal(silences(), 52);
  await clock.advance(10_000);

  assert.equal(silences(), 54);
});

test('audio that comes back follows the silence, and the silence is not on its clock', async () => {
  const { clock, transcription, gate, heard, open, chunk } = setUp();
  open();
  chunk(1_000);
  gate.set('paused', 1);
  await clock.advance(1_450);
  gate.set(undefined, 1);
  chunk(1_000);
  await settled();
  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind, samples }) => [kind, samples]),
    [
      ['speech', 16_000],
      ['silence', 5 * SAMPLES_100_MS],
      ['speech', 16_000],
    ],
  );

  transcription.last.hear(result('final', 1_600, 2_000));

  assert.deepEqual([heard[0]?.startTimeMs, heard[0]?.endTimeMs], [1_100, 1_500]);
});

test('an answered stream says quiet when the silence time is over, also between two silences, and not before', async () => {
  for (const silenceMs of [SILENCE_MS, 7_300]) {
    const { clock, transcription, gate, reports, types, open, chunk } = setUp({ silenceMs });
    open(4);
    chunk(100);
    await settled();
    transcription.last.hear(result('final', 0, 100));
    gate.set('paused', 1);

    await clock.advance(100 + silenceMs - 1);
    assert.deepEqual(types(), ['stream.opened', 'stream.proven']);
    await clock.advance(1);

    assert.deepEqual(reports.at(-1), { type: 'stream.quiet', stream: 4 });
  }
});

test('a standby keeps itself alive with silence and takes no audio until it takes over', async () => {
  const { clock, transcription, gate, open, speak } = setUp();
  const first = open(1);
  const standby = open(2, true);
  await speak(500);
  await clock.advance(40);
  const [old, next] = transcription.streams;
  assert.deepEqual(speechOf(old?.frames ?? []), [[0, 8_000]]);
  assert.deepEqual(
    stretchesOf(next?.frames ?? []).map(({ kind }) => kind),
    ['silence'],
  );
  assert.equal(next?.frames.length, 6);

  first.release();
  standby.takeOver();
  standby.takeOver();
  await clock.advance(40);

  assert.deepEqual(speechOf(next?.frames ?? []), [[0, 8_000]]);
  assert.equal(gate.hasWaiting, false);
  standby.release();
});

test('the silence a standby was kept alive with is mapped out of its times', async () => {
  const { clock, transcription, gate, heard, open, speak } = setUp();
  const first = open(1);
  await speak(1_000);
  transcription.last.hear(result('final', 0, 400));
  const standby = open(2, true);
  await clock.advance(250);
  first.release();
  standby.takeOver();
  await settled();
  const lead = 3 * 100;

  transcription.last.hear(result('final', lead, lead + 200));

  assert.deepEqual([heard[1]?.startTimeMs, heard[1]?.endTimeMs], [400, 600]);
  assert.equal(gate.isOwing, true);
});

test('what a standby hears before it takes over is no transcript', () => {
  const { transcription, heard, types, open } = setUp();
  const standby = open(2, true);

  transcription.last.hear(result('final', 0, 500));

  assert.deepEqual(heard, []);
  assert.deepEqual(types(), ['stream.opened', 'stream.proven']);
  standby.release();
});

test('no silence is put into speech that waits for the upstream to pull, and the outlet does not grow', async () => {
  const { clock, transcription, gate, open, speak } = setUp({ pulls: false });
  open();
  await speak(4_000);
  await clock.advance(4_000);
  gate.set('paused', 1);
  await clock.advance(1_900);
  assert.equal(gate.hasWaiting, true);

  void transcription.last.pullAll();
  await clock.advance(99);

  assert.deepEqual(
    stretchesOf(transcription.last.frames).map(({ kind, samples }) => [kind, samples]),
    [
      ['speech', 64_000],
      ['silence', SAMPLES_100_MS],
    ],
  );
});

test('a full standby that nobody pulls waits without a timer', async () => {
  const { clock, transcription, open } = setUp({ pulls: false });
  const standby = open(2, true);
  await clock.advance(60_000);
  assert.equal(clock.pending, 0);

  await transcription.last.pull();
  await transcription.last.pull();
  assert.equal(clock.pending, 1);
  standby.release();
  await clock.advance(1_000);

  assert.equal(clock.pending, 0);
});
