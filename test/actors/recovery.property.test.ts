import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TranscribeFailure } from '../../src/machines/failures.ts';
import { SessionBench } from '../support/actors/actor-bench.ts';
import { settled } from '../support/actors/fake-clock.ts';
import { type FakeStream, result } from '../support/actors/fake-transcription.ts';
import { stretchesOf } from '../support/actors/stamped-pcm.ts';

const finalsOf = (bench: SessionBench) => bench.speaker.of('transcript').filter(({ isPartial }) => !isPartial);
const rangesOf = (bench: SessionBench) => finalsOf(bench).map(({ startTimeMs, endTimeMs }) => [startTimeMs, endTimeMs]);

type Step =
  | { do: 'chunk'; samples: number }
  | { do: 'wait'; ms: number }
  | { do: 'die'; failure: TranscribeFailure }
  | { do: 'final'; share: number }
  | { do: 'partial' }
  | { do: 'pause' | 'resume' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 50, max: 2_000 }).map((samples): Step => ({ do: 'chunk', samples })),
  },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 1_500 }).map((ms): Step => ({ do: 'wait', ms })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<TranscribeFailure>('internal', 'connectionLost', 'endedEarly', 'idle', 'throttled')
      .map((failure): Step => ({ do: 'die', failure })),
  },
  {
    weight: 5,
    arbitrary: fc.integer({ min: 10, max: 100 }).map((percent): Step => ({ do: 'final', share: percent / 100 })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'partial' }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'pause' }, { do: 'resume' }) },
);

/** What an honest service would say of a stream: finals that follow each other, each up to some sample of what came. */
class Recogniser {
  /** The session time of the speech that each final was about, as its samples say. */
  readonly truth: [number, number][] = [];
  readonly #done = new Map<FakeStream, number>();

  /** @param share How far into what is new; 1 is all of it. */
  say(stream: FakeStream, kind: 'final' | 'partial', share: number): void {
    const from = this.#done.get(stream) ?? 0;
    const heard = stream.bytes / 2;
    const to = from + Math.floor((heard - from) * share);
    const speech = speechWithin(stream, from, to);
    // Shorter than any word, or silence alone: a recogniser has nothing to say.
    if (speech === undefined || speech[1] - speech[0] < 320) return;
    if (kind === 'final') {
      this.#done.set(stream, to);
      this.truth.push([speech[0] / 16, speech[1] / 16]);
    }
    stream.hear(result(kind, from / 16, to / 16, { resultId: `${kind} ${from}` }));
  }
}

/** Which samples of the session are on a stretch of a stream, from the first to the one after the last. */
function speechWithin(stream: FakeStream, from: number, to: number): [number, number] | undefined {
  let at = 0;
  let speech: [number, number] | undefined;
  for (const { kind, from: sample, samples } of stretchesOf(stream.frames)) {
    const begin = Math.max(from, at);
    const end = Math.min(to, at + samples);
    if (kind === 'speech' && end > begin) speech = [speech?.[0] ?? sample + begin - at, sample + end - at];
    at += samples;
  }
  return speech;
}

test('whatever dies whenever, every accepted sample is covered by exactly one final, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) => {
      const bench = new SessionBench();
      const recogniser = new Recogniser();
      bench.transcription.script = (stream) => {
        stream.onEndFrame = () => {
          recogniser.say(stream, 'final', 1);
          stream.endClean();
        };
        stream.opened();
      };
      const current = () => bench.transcription.streams.find((stream) => !stream.isOver);
      for (const step of steps) {
        const stream = current();
        if (step.do === 'chunk') bench.chunk(step.samples / 16);
        else if (step.do === 'wait') await bench.clock.advance(step.ms);
        else if (step.do === 'die') stream?.die(step.failure);
        else if (step.do === 'final') stream && recogniser.say(stream, 'final', step.share);
        else if (step.do === 'partial') stream && recogniser.say(stream, 'partial', 1);
        else bench.session.control({ action: `${step.do}Broadcast` }, bench.clock.now());
        await settled();
      }
      bench.session.control({ action: 'resumeBroadcast' }, bench.clock.now());
      // A last stretch that is longer than any rounding, and time for a last recovery.
      assert.equal(bench.chunk(100), undefined);
      await bench.clock.advance(3_000);
      await bench.over();

      assert.deepEqual(rangesOf(bench), recogniser.truth);
      let covered = 0;
      for (const [startTimeMs, endTimeMs] of rangesOf(bench)) {
        assert.equal(startTimeMs, covered);
        covered = endTimeMs ?? Number.NaN;
      }
      assert.equal(covered, bench.spokenSamples / 16);
      assert.deepEqual(bench.speaker.of('transcriptionFailed'), []);
      assert.equal(bench.metrics.total('AudioMsLost'), 0);
      assert.equal(bench.transcription.openCount, 0);
      assert.equal(bench.clock.pending, 0);
    }),
    { numRuns: 120 },
  );
});
