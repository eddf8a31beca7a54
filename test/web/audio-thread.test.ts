import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import { AudioThread } from '../../web/src/listen/audio-thread.ts';
import type { PlayerAnswer, PlayerNumbers } from '../../web/src/listen/player-messages.ts';

/** What a browser's audio thread is asked for at a time. */
const QUANTUM = 128;

/** A browser: its audio clock advances only while sound is filled. */
class Browser {
  readonly reports: PlayedReport[] = [];
  readonly told: { readonly numbers: PlayerNumbers; readonly commands: number }[] = [];
  readonly thread: AudioThread;
  readonly #rateHz: number;
  #frames = 0;

  constructor(rateHz = SAMPLE_RATE_HZ) {
    this.#rateHz = rateHz;
    this.thread = new AudioThread(rateHz, (answer) => this.#take(answer));
  }

  get clockS(): number {
    return this.#frames / this.#rateHz;
  }

  get last() {
    return this.told.at(-1);
  }

  tellGap(gapMs: number): void {
    this.thread.obey({ kind: 'clock', gapMs }, this.clockS);
  }

  say(segment: number, seconds: number): void {
    const samples = new Int16Array(seconds * SAMPLE_RATE_HZ).fill(5_000);
    const clip = { samples, sequenceNumber: segment * 1_000, part: 1, isLast: true, resultId: 'r', segment, epoch: 0 };
    this.thread.obey({ kind: 'clip', clip }, this.clockS);
  }

  /** @returns how many of the samples were sound, s. */
  run(seconds: number): number {
    let sounded = 0;
    const out = new Float32Array(QUANTUM);
    for (const until = this.#frames + seconds * this.#rateHz; this.#frames < until; this.#frames += QUANTUM) {
      this.thread.fill(out, this.clockS);
      sounded += out.filter((sample) => Math.abs(sample) > 0.01).length;
    }
    return sounded / this.#rateHz;
  }

  #take(answer: PlayerAnswer): void {
    if (answer.kind === 'report') this.reports.push(answer.report);
    else this.told.push(answer);
  }
}

test('the numbers are told several times a second, and at each command also while the clock stands still', () => {
  const browser = new Browser();
  browser.run(1);
  assert.ok(browser.told.length >= 8 && browser.told.length <= 11, `told ${browser.told.length} times`);
  browser.say(0, 2);
  browser.say(1, 3);

  assert.equal(browser.last?.commands, 2);
  assert.equal(browser.last?.numbers.waitingMs, 5_000);
});

test('two long segments are heard whole, faster than they came, and reported on the page’s clock', () => {
  for (const rateHz of [SAMPLE_RATE_HZ, 48_000]) {
    const browser = new Browser(rateHz);
    browser.tellGap(70_000);
    browser.run(1);
    browser.say(0, 4);
    browser.say(1, 4);
    browser.run(1);
    assert.ok((browser.last?.numbers.rate ?? 0) > 1.2);
    browser.run(7);

    const [first, second] = browser.reports;
    assert.deepEqual(
      browser.reports.map(({ segment, outcome }) => [segment, outcome]),
      [
        [0, 'played'],
        [1, 'played'],
      ],
    );
    assert.ok(Math.abs((first?.firstSoundAtMs ?? 0) - 71_200) <= 30, JSON.stringify(first));
    for (const { durationMs, playbackRate } of browser.reports) {
      assert.ok(
        playbackRate > 1.1 && Math.abs(durationMs * playbackRate - 4_000) < 50,
        JSON.stringify(browser.reports),
      );
    }
    assert.ok((second?.delayMs ?? 0) > 2_500, JSON.stringify(second));
    const { played, skipped, late, waitingMs } = browser.last?.numbers ?? {};
    assert.deepEqual({ played, skipped, late, waitingMs }, { played: 2, skipped: 0, late: 0, waitingMs: 0 });
  }
});

test('a pause is part of the delay, and the clock does not go back when its gap is corrected', () => {
  const browser = new Browser();
  browser.tellGap(1_000);
  browser.run(1);
  browser.say(0, 1);
  // The audio clock stands still for 10 s.
  browser.tellGap(11_000);
  browser.run(2);
  assert.ok((browser.reports[0]?.delayMs ?? 0) >= 10_000, JSON.stringify(browser.reports));
  browser.tellGap(10_940);
  browser.say(1, 1);
  browser.run(2);

  const [, second] = browser.reports;
  assert.ok(second && second.delayMs >= 0 && second.delayMs < 400, JSON.stringify(second));
});

test('another language: what waits is dropped; after the end no more is wanted', () => {
  const browser = new Browser();
  browser.say(0, 2);
  browser.run(1);
  browser.say(1, 2);
  browser.thread.obey({ kind: 'reset' }, browser.clockS);

  assert.ok(browser.run(3) < 0.1);
  assert.equal(browser.last?.numbers.waitingMs, 0);
  assert.equal(browser.thread.isClosed, false);
  browser.thread.obey({ kind: 'close' }, browser.clockS);
  assert.equal(browser.thread.isClosed, true);
});
