import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HearingRequest } from '../../../../emulators/transcribe/hearing/hearing.ts';
import type { StreamDecoder } from '../../../../emulators/transcribe/hearing/stream-decoder.ts';
import { StreamHearing } from '../../../../emulators/transcribe/hearing/stream-hearing.ts';
import type { RecognisedResult } from '../../../../emulators/transcribe/recogniser.ts';

const SECOND = 16_000;

/** Says a word each second, from the first one on; an endpoint is where `ends` says, in seconds of audio. */
class TalkingDecoder implements StreamDecoder {
  accepted = 0;
  decoded = 0;
  ended = false;
  resets = 0;
  /** What it says of the silence after the last word at an endpoint, seconds. */
  quiet = 0;
  #from = 0;
  readonly #ends: readonly number[];
  readonly #words: readonly string[];

  constructor(words: readonly string[], ends: readonly number[] = []) {
    this.#words = words;
    this.#ends = ends;
  }

  accept(samples: Float32Array): void {
    this.accepted += samples.length;
  }

  end(): void {
    this.ended = true;
  }

  decodeChunk(): boolean {
    if (this.accepted - this.decoded < SECOND / 2) return false;
    this.decoded += SECOND / 2;
    return true;
  }

  reading(whole: boolean) {
    const [first, last] = [this.#from, Math.floor(this.decoded / SECOND)];
    const text = this.#words.slice(first, last).filter((word) => word !== '');
    const stop = whole && text.length > 0 ? '.' : '';
    const to = first + text.length;
    return { text: text.join(' ') + stop, from: first, to, quietTo: to + this.quiet };
  }

  atEndpoint(): boolean {
    return this.#ends.includes(this.decoded / SECOND);
  }

  reset(): void {
    this.resets++;
    this.#from = Math.floor(this.decoded / SECOND);
  }
}

function hearingOf(decoder: StreamDecoder, request: Partial<HearingRequest> = {}) {
  const results: RecognisedResult[] = [];
  const hearing = new StreamHearing(decoder, {
    language: 'en',
    stepMs: () => 1_000,
    firstSample: 0,
    knownSamples: 0,
    report: (result) => results.push(result),
    ...request,
  });
  const hear = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      hearing.hear(new Float32Array(SECOND));
      while (hearing.due !== undefined) hearing.work();
    }
  };
  const said = () => results.map(({ isPartial, transcript }) => `${isPartial ? '…' : ''}${transcript}`);
  return { hearing, hear, results, said };
}

test('words come as partials of one result, and its final keeps them', () => {
  const { hear, results, said } = hearingOf(new TalkingDecoder(['Good', 'evening', 'all', ''], [4]));

  hear(4);

  assert.deepEqual(said(), ['…Good', '…Good evening', '…Good evening all', 'Good evening all.']);
  assert.equal(new Set(results.map(({ resultId }) => resultId)).size, 1);
  assert.deepEqual(
    results.map(({ items }) => items.filter(({ stable }) => stable).length),
    [0, 1, 2, 4],
  );
});

test('after an endpoint the next words are a result of their own', () => {
  const { hear, results, said } = hearingOf(new TalkingDecoder(['One', '', 'Two', ''], [2, 4]));

  hear(4);

  assert.deepEqual(said(), ['…One', 'One.', '…Two', 'Two.']);
  assert.notEqual(results[0]?.resultId, results[2]?.resultId);
  assert.equal(results[2]?.startTime, 2);
});

test('nothing is due before a step of audio, and silence reports nothing', () => {
  const decoder = new TalkingDecoder(['', '', ''], [3]);
  const { hearing, hear, results } = hearingOf(decoder);

  hearing.hear(new Float32Array(SECOND - 1));
  assert.equal(hearing.due, undefined);
  hearing.work();
  assert.equal(decoder.decoded, 0);
  hear(3);

  assert.deepEqual(results, []);
  assert.equal(decoder.resets, 1);
});

test('finishing makes a final of what is open, with silence after it, once', () => {
  const decoder = new TalkingDecoder(['Good', 'night']);
  const { hearing, hear, said } = hearingOf(decoder);
  hear(2);

  hearing.finish();
  hearing.finish();
  assert.equal(hearing.due, 'final');
  while (hearing.due !== undefined) hearing.work();

  assert.deepEqual(said().at(-1), 'Good night.');
  assert.deepEqual([decoder.ended, decoder.accepted], [true, 2.5 * SECOND]);
  hearing.work();
  assert.equal(said().filter((text) => !text.startsWith('…')).length, 1);
});

test('times are on the stream’s clock, and audio that another process has heard is passed over', () => {
  const decoder = new TalkingDecoder(['Go', 'on', ''], [3]);
  const { hear, results } = hearingOf(decoder, { firstSample: 9 * SECOND, knownSamples: 1.5 * SECOND });

  hear(5);

  assert.equal(decoder.accepted, 3.5 * SECOND);
  assert.equal(results[0]?.startTime, 10.5);
  assert.equal(results.at(-1)?.isPartial, false);
});

test('another process may go on between two utterances only, a second before what is known to be silent', () => {
  const { hearing, hear } = hearingOf(new TalkingDecoder(['One', '', '', '', ''], [2]));

  assert.equal(hearing.restingAt, 0);
  hear(1);
  assert.equal(hearing.restingAt, undefined);
  hear(1);
  assert.equal(hearing.restingAt, SECOND);
  hear(3);
  assert.equal(hearing.restingAt, 4 * SECOND);
});

test('after an endpoint another goes on halfway into the silence: not in the end of the last word, and at a whole sample', () => {
  for (const [quiet, rest] of [
    [0, SECOND],
    [0.4, 1.2 * SECOND],
    [0.333, 1.167 * SECOND],
  ] as const) {
    const decoder = new TalkingDecoder(['One', '', '', ''], [2]);
    decoder.quiet = quiet;
    const { hearing, hear, results } = hearingOf(decoder);
    hear(2);

    assert.equal(results.at(-1)?.endTime, 1);
    assert.equal(hearing.restingAt, Math.round(rest));
  }
});

test('audio that nobody works on is bounded: over five seconds it is decoded as it comes', () => {
  const decoder = new TalkingDecoder(['A', 'long', 'talk', 'that', 'nobody', 'waits', 'for']);
  const { hearing, results } = hearingOf(decoder);
  const waiting = () => decoder.accepted - decoder.decoded;

  for (let i = 0; i < 60; i++) {
    hearing.hear(new Float32Array(SECOND));
    assert.ok(waiting() <= 5 * SECOND, `${waiting()} samples wait`);
  }
  hearing.hear(new Float32Array(60 * SECOND));

  assert.ok(waiting() <= 5 * SECOND, `${waiting()} samples wait`);
  assert.ok(results.length > 0);
});

test('work on a backlog is done in pieces, so that others are served between', () => {
  const decoder = new TalkingDecoder([]);
  const { hearing } = hearingOf(decoder);
  hearing.hear(new Float32Array(5 * SECOND));

  hearing.work();
  assert.deepEqual([decoder.decoded, hearing.due], [4 * SECOND, 'partial']);
  hearing.work();

  assert.deepEqual([decoder.decoded, hearing.due], [5 * SECOND, undefined]);
});
