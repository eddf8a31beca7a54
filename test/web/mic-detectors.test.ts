/** What is told of a microphone, from real speech, noise and silence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClippingDetector } from '../../web/src/speak/mic/clipping-detector.ts';
import { Hearing } from '../../web/src/speak/mic/hearing.ts';
import { InputMeter } from '../../web/src/speak/mic/input-meter.ts';
import { MutedSpeechDetector } from '../../web/src/speak/mic/muted-speech-detector.ts';
import { QuietDetector } from '../../web/src/speak/mic/quiet-detector.ts';
import { SilenceDetector } from '../../web/src/speak/mic/silence-detector.ts';
import { silence } from '../support/speech.ts';
import { framesOf, type MeasuredFrame, mixed, noise, speech } from './mic-frames.ts';

const FRAME_MS = 100;
const GOOD = 0.15;
const FAINT = 0.004;
/** Its loud syllables are cut off at the end of the scale. */
const TOO_LOUD = 1;
const ROOM = 0.0008;

/** @returns after how many ms of sound it first said so. Undefined: never. */
function toldAfter(frames: readonly MeasuredFrame[], isTold: (frame: MeasuredFrame) => boolean): number | undefined {
  const at = frames.findIndex(isTold);
  return at < 0 ? undefined : (at + 1) * FRAME_MS;
}

test('the meter takes the loudest sample and the share at the end of the scale, of all channels, and begins anew', () => {
  const meter = new InputMeter();
  meter.push([Float32Array.of(0.1, -0.5), Float32Array.of(1, -1.2)]);
  meter.push([Float32Array.of(0.2, 0.2, 0.2, 0.2)]);

  assert.deepEqual(meter.take(), { peak: 1, clipped: 0.25 });
  assert.deepEqual(meter.take(), { peak: 0, clipped: 0 });
});

test('speech that is cut off at the end of the scale is told as clipping within 2 s, and no more 3 s after it is good', async () => {
  const detector = new ClippingDetector();
  const told = toldAfter(framesOf(await speech(TOO_LOUD, 5)), ({ clipped }) => detector.hear(clipped));
  assert.ok(told !== undefined && told <= 2_000, `${told} ms`);

  const over = toldAfter(framesOf(await speech(GOOD, 6)), ({ clipped }) => !detector.hear(clipped));
  assert.ok(over !== undefined && over <= 3_000, `${over} ms`);
});

test('loud speech that fits, and one knock at the microphone, are no clipping', async () => {
  const detector = new ClippingDetector();
  const loud = framesOf(await speech(0.2, 6));
  assert.equal(
    toldAfter(loud, ({ clipped }) => detector.hear(clipped)),
    undefined,
  );

  const knock = [...framesOf(silence(500)), { level: 0.5, peak: 1, clipped: 0.2 }, ...framesOf(silence(3_000))];
  assert.equal(
    toldAfter(knock, ({ clipped }) => detector.hear(clipped)),
    undefined,
  );
});

test('quiet speech is told after 5 s, in a silent room and in a noisy one', async () => {
  for (const room of [silence(8_000), noise(ROOM, 8)]) {
    const detector = new QuietDetector();
    const told = toldAfter(framesOf(mixed(await speech(FAINT, 8), room)), ({ level }) => detector.hear(level));
    assert.ok(told !== undefined && told >= 5_000 && told <= 6_000, `${told} ms`);
  }
});

test('it is over within 2 s of louder speech, and 5 s after the last word', async () => {
  const faint = framesOf(await speech(FAINT, 8));
  for (const [then, withinMs] of [
    [await speech(GOOD, 6), 2_000],
    [noise(ROOM / 8, 6), 5_100],
  ] as const) {
    const detector = new QuietDetector();
    for (const { level } of faint) detector.hear(level);
    const over = toldAfter(framesOf(then), ({ level }) => !detector.hear(level));
    assert.ok(over !== undefined && over <= withinMs, `${over} ms`);
  }
});

test('a person who says nothing, a steady noise, and good speech are not too quiet', async () => {
  for (const [what, sound] of [
    ['silence', silence(10_000)],
    ['a room', noise(ROOM, 10)],
    ['a fan', noise(0.008, 10)],
    ['good speech', await speech(GOOD, 10)],
    ['good speech in a room', mixed(await speech(GOOD, 10), noise(ROOM, 10))],
  ] as const) {
    const detector = new QuietDetector();
    assert.equal(
      toldAfter(framesOf(sound), ({ level }) => detector.hear(level)),
      undefined,
      what,
    );
  }
});

test('no sound is told after 10 s, whether silent frames come or none, and over with 200 ms of sound', async () => {
  const sound = framesOf(await speech(GOOD, 2)).filter(({ peak }) => peak > 0.01);
  for (const comes of [true, false]) {
    let nowMs = 1_000;
    const detector = new SilenceDetector(nowMs);
    const silent = () => {
      nowMs += FRAME_MS;
      if (comes) detector.hear(0, nowMs);
      return detector.look(nowMs);
    };
    for (let i = 0; i < 99; i++) assert.equal(silent(), false);
    assert.equal(silent(), true);
    const over = toldAfter(sound, ({ peak }) => {
      nowMs += FRAME_MS;
      detector.hear(peak, nowMs);
      return !detector.look(nowMs);
    });
    assert.equal(over, 200);
  }
});

test('the noise of a room is sound, the click of a plug does not end the silence', () => {
  const room = new SilenceDetector(0);
  const frames = framesOf(noise(ROOM, 12));
  assert.ok(
    frames.every(({ peak }, at) => {
      room.hear(peak, at * FRAME_MS);
      return !room.look(at * FRAME_MS);
    }),
  );

  const dead = new SilenceDetector(0);
  for (let nowMs = 0; nowMs <= 10_000; nowMs += FRAME_MS) dead.look(nowMs);
  dead.hear(0.5, 10_100);
  dead.hear(0, 10_200);
  assert.equal(dead.look(10_200), true);
});

test('a page that was asleep does not take that for silence', () => {
  const detector = new SilenceDetector(0);
  detector.look(100);
  assert.equal(detector.look(60_000), false);
  assert.equal(detector.look(61_000), false);
  for (let nowMs = 61_000; nowMs < 70_000; nowMs += 500) assert.equal(detector.look(nowMs), false);
  assert.equal(detector.look(70_000), true);
});

test('who speaks while muted is told within 2 s; unmuting ends it at once, silence after 3 s', async () => {
  const frames = framesOf(await speech(GOOD, 6));
  const detector = new MutedSpeechDetector();
  assert.equal(
    toldAfter(frames, ({ level }) => detector.hear(level)),
    undefined,
    'not muted',
  );

  detector.mute(true);
  const told = toldAfter(frames, ({ level }) => detector.hear(level));
  assert.ok(told !== undefined && told <= 2_000, `${told} ms`);
  const over = toldAfter(framesOf(noise(ROOM, 5)), ({ level }) => !detector.hear(level));
  assert.ok(over !== undefined && over <= 3_000, `${over} ms`);

  for (const { level } of frames) detector.hear(level);
  detector.mute(true);
  detector.mute(false);
  assert.equal(detector.hear(GOOD), false);
});

test('people in the room, a fan and a cough are not who speaks while muted', async () => {
  const cough = [0, 0, 0.2, 0.2, 0.1, ...Array.from({ length: 20 }, () => 0.001)];
  for (const levels of [
    framesOf(await speech(FAINT, 6)).map(({ level }) => level),
    framesOf(noise(0.05, 6)).map(({ level }) => level),
    cough,
  ]) {
    const detector = new MutedSpeechDetector();
    detector.mute(true);
    assert.ok(levels.every((level) => !detector.hear(level)));
  }
});

test('speech is heard within 2 s, a faint voice, a fan and a knock are not', async () => {
  const heardAfter = (sound: Int16Array) => {
    const hearing = new Hearing();
    return toldAfter(framesOf(sound), ({ level }) => {
      hearing.hear(level);
      return hearing.isHeard;
    });
  };
  const after = heardAfter(mixed(await speech(GOOD, 5), noise(ROOM, 5)));

  assert.ok(after !== undefined && after <= 2_000, `${after} ms`);
  for (const sound of [await speech(FAINT, 5), noise(0.05, 5), silence(5_000)]) {
    assert.equal(heardAfter(sound), undefined);
  }
  const hearing = new Hearing();
  for (const level of [0, 0, 0.5, 0.3, 0, 0]) hearing.hear(level);
  assert.equal(hearing.isHeard, false);
});
