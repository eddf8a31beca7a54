import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lasting } from '../../web/src/speak/mic/lasting.ts';
import { isSoundless, type MicTrouble } from '../../web/src/speak/mic/mic-trouble.ts';
import { TroubleWatch } from '../../web/src/speak/mic/trouble-watch.ts';
import { framesOf, type MeasuredFrame, speech } from './mic-frames.ts';

const FRAME_MS = 100;
const SILENCE = { level: 0, peak: 0, clipped: 0 };

/** A watch whose time goes on with the frames. */
class Watched {
  readonly watch = new TroubleWatch(0);
  nowMs = 0;

  /** @returns what was told, each change once. */
  hear(frames: readonly MeasuredFrame[]): (MicTrouble | undefined)[] {
    return this.#changes(frames.length, (at) => this.watch.hear(frames[at] ?? SILENCE, this.nowMs));
  }

  /** No frame comes. */
  wait(ms: number): (MicTrouble | undefined)[] {
    return this.#changes(ms / FRAME_MS, () => {});
  }

  #changes(count: number, each: (at: number) => void): (MicTrouble | undefined)[] {
    const told: (MicTrouble | undefined)[] = [];
    for (let at = 0; at < count; at++) {
      this.nowMs += FRAME_MS;
      each(at);
      const now = this.watch.look(this.nowMs);
      if (told.length === 0 || told.at(-1) !== now) told.push(now);
    }
    return told;
  }
}

test('a condition counts after it has lasted, and is over after it has been over for a while', () => {
  const lasting = new Lasting(400, 300);
  const seen = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900].map((nowMs) =>
    lasting.look(nowMs < 500 || nowMs === 600, nowMs),
  );

  const [no, yes] = [false, true];
  assert.deepEqual(seen, [no, no, no, no, yes, yes, yes, yes, yes, yes]);
  assert.equal(lasting.look(false, 1_000), false);
});

test('good speech has no trouble', async () => {
  const watched = new Watched();

  assert.deepEqual(watched.hear(framesOf(await speech(0.15, 12))), [undefined]);
});

test('a suspended sound is told within half a second, and over by itself; its silence is not counted', async () => {
  const watched = new Watched();
  const frames = framesOf(await speech(0.15, 2));
  watched.hear(frames);
  watched.watch.running(false);
  assert.deepEqual(watched.wait(500), [undefined, 'suspended']);
  assert.deepEqual(watched.wait(30_000), ['suspended']);

  watched.watch.running(true);
  assert.deepEqual(watched.hear(frames), ['suspended', undefined]);
});

test('a muted track is told within half a second, not for a flicker; its silence is not counted', () => {
  const watched = new Watched();
  watched.watch.trackMuted(true);
  assert.deepEqual(watched.wait(300), [undefined]);
  watched.watch.trackMuted(false);
  assert.deepEqual(watched.wait(500), [undefined]);

  watched.watch.trackMuted(true);
  assert.deepEqual(watched.hear(Array.from({ length: 200 }, () => SILENCE)), [undefined, 'trackMuted']);
  watched.watch.trackMuted(false);
  assert.deepEqual(watched.wait(5_000), ['trackMuted', undefined]);
});

test('no sound is told after 10 s and outranks what was wrong with the last sound', async () => {
  const watched = new Watched();
  assert.deepEqual(watched.hear(framesOf(await speech(1, 4))).at(-1), 'clipping');

  const told = watched.wait(10_500);

  assert.deepEqual(told, ['clipping', 'noSound']);
});

test('quiet speech is told, and who speaks while muted is told that first', async () => {
  const watched = new Watched();
  assert.equal(watched.hear(framesOf(await speech(0.004, 7))).at(-1), 'tooQuiet');

  watched.watch.muted(true);
  const frames = framesOf(await speech(0.15, 3));
  assert.equal(watched.hear(frames).at(-1), 'speakingWhileMuted');
  watched.watch.muted(false);
  assert.equal(watched.watch.look(watched.nowMs), undefined);
});

test('a lost microphone stays lost, whatever else is wrong', () => {
  const watched = new Watched();
  watched.watch.lost();
  watched.watch.running(false);

  assert.deepEqual(watched.wait(20_000), ['lost']);
});

test('a microphone of which nothing is heard is not said to be sent', () => {
  const soundless = ['lost', 'suspended', 'trackMuted', 'noSound'] as const;
  for (const trouble of soundless) assert.ok(isSoundless(trouble));
  for (const trouble of ['clipping', 'tooQuiet', 'speakingWhileMuted', undefined] as const) {
    assert.ok(!isSoundless(trouble));
  }
});
