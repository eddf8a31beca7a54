import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPcm } from '../../../src/audio/pcm.ts';
import type { HeardAudio } from '../../../src/client/client-events.ts';
import type { PlayedReport } from '../../../src/client/player/played-report.ts';
import { Loudspeaker } from '../../../tools/demo/loudspeaker.ts';

const MS = 16;

/** A tone: the player would shorten anything quiet. */
const tone = (ms: number) => Int16Array.from({ length: ms * MS }, (_, i) => 8_000 * Math.cos((i * Math.PI) / 20));

const audio = (sequenceNumber: number, ms: number, members: Partial<HeardAudio> = {}): HeardAudio => ({
  type: 'audio',
  ...{ audioData: '', format: 'pcm', sampleRate: 16_000, channels: 1, sequenceNumber },
  ...{ resultId: `r${sequenceNumber}`, segment: 0, pcm: toPcm(tone(ms)) },
  ...members,
});

function start() {
  const reports: PlayedReport[] = [];
  return { reports, speaker: new Loudspeaker(1_000, (report) => reports.push(report)) };
}

const firstSound = (samples: Int16Array) => samples.findIndex((sample) => sample !== 0) / MS;

test('speech that nothing waits before is played as it is, after the silence before it', () => {
  const { speaker, reports } = start();
  speaker.hear(audio(1, 1_000), 3_000);
  speaker.playUntil(6_000);
  speaker.finish();

  const samples = speaker.toSamples();
  const at = firstSound(samples);
  assert.ok(at >= 2_000 && at <= 2_300, `${at} ms`);
  assert.deepEqual(samples.subarray(at * MS, (at + 1_000) * MS), tone(1_000));
  assert.equal(reports.length, 1);
  const [report] = reports;
  assert.deepEqual([report?.resultId, report?.outcome, report?.durationMs], ['r1', 'played', 1_000]);
  assert.ok(Math.abs((report?.firstSoundAtMs ?? 0) - (1_000 + at)) <= 20);
});

test('speech that comes faster than it can be played is played faster, not skipped and not cut', () => {
  const { speaker, reports } = start();
  for (let i = 0; i < 10; i += 1) speaker.hear(audio(i + 1, 2_000), 1_000 + i * 1_700);
  speaker.finish();

  const samples = speaker.toSamples();
  const soundMs = samples.length / MS - firstSound(samples);
  assert.ok(soundMs < 18_500, `20 s of speech in ${soundMs} ms`);
  assert.deepEqual(
    reports.map(({ resultId, outcome }) => [resultId, outcome]),
    Array.from({ length: 10 }, (_, i) => [`r${i + 1}`, 'played']),
  );
  assert.ok(Math.max(...reports.map(({ playbackRate }) => playbackRate)) > 1.05);
});

test('the parts of one segment are one report', () => {
  const { speaker, reports } = start();
  speaker.hear(audio(1, 1_000, { part: 1, resultId: 'r1' }), 1_000);
  speaker.hear(audio(2, 1_000, { part: 2, parts: 2, resultId: 'r1' }), 1_500);
  speaker.finish();

  assert.equal(reports.length, 1);
  assert.ok(Math.abs((reports[0]?.durationMs ?? 0) - 2_000) < 20);
});

test('where nothing was heard there are no samples', () => {
  const { speaker } = start();
  speaker.playUntil(5_000);
  speaker.finish();

  assert.equal(speaker.toSamples().length, 0);
});
