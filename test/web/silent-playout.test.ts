import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import { SilentPlayout } from '../../web/src/speak/desk/silent-playout.ts';

const SECOND = 16_000;
/** For so long the player waits for an earlier sentence that may still arrive. */
const HOLD_MS = 200;

function clip(sequenceNumber: number, seconds: number) {
  const samples = Int16Array.from({ length: seconds * SECOND }, (_, i) => 8_000 * Math.sin(i / 14));
  return { samples, sequenceNumber, part: 1, isLast: true, resultId: `r${sequenceNumber}`, segment: 0, epoch: 0 };
}

function playout(): { silent: SilentPlayout; reports: PlayedReport[] } {
  const reports: PlayedReport[] = [];
  return { silent: new SilentPlayout((report) => reports.push(report), 1_000), reports };
}

test('speech is heard by the clock alone, when it came and for as long as it lasts', () => {
  const { silent, reports } = playout();

  silent.push(clip(1, 2), 5_000);
  for (let now = 5_100; now <= 9_000; now += 100) silent.advance(now);

  assert.equal(reports.length, 1);
  assert.equal(reports[0]?.outcome, 'played');
  assert.ok(Math.abs((reports[0]?.firstSoundAtMs ?? 0) - 5_000 - HOLD_MS) < 20, `${reports[0]?.firstSoundAtMs}`);
  assert.ok(Math.abs((reports[0]?.durationMs ?? 0) - 2_000) < 40, `${reports[0]?.durationMs}`);
});

test('a page whose timers come once a second hears the same', () => {
  const { silent, reports } = playout();

  silent.push(clip(1, 2), 5_300);
  for (let now = 6_000; now <= 9_000; now += 1_000) silent.advance(now);

  assert.ok(Math.abs((reports[0]?.firstSoundAtMs ?? 0) - 5_300 - HOLD_MS) < 20, `${reports[0]?.firstSoundAtMs}`);
});

test('after the computer has slept the speech of before is dropped', () => {
  const { silent, reports } = playout();
  silent.push(clip(1, 2), 5_000);

  silent.advance(60_000);
  silent.advance(64_000);
  for (let now = 64_100; now <= 70_000; now += 100) silent.advance(now);

  assert.deepEqual(reports, []);
});
