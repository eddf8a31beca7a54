/** What an honest service would say of its streams: finals that follow each other, each up to some sample of what came. */
import { type FakeStream, result, toWords } from './fake-transcription.ts';
import { stretchesOf } from './stamped-pcm.ts';

/** Shorter than any word, 20 ms: a recogniser has nothing to say of it. */
const SHORTEST_SAMPLES = 320;

export class HonestRecogniser {
  /** The session time of the speech that each final was about, as its samples say, ms. */
  readonly truth: [number, number][] = [];
  /** What was heard to the end of a stream that ended cleanly and was too short to say anything of, ms. */
  readonly dismissed: [number, number][] = [];
  readonly #done = new Map<FakeStream, number>();

  /** @param share How far into what is new; 1 is all of it. */
  say(stream: FakeStream, kind: 'final' | 'partial', share = 1): void {
    const from = this.#done.get(stream) ?? 0;
    const heard = stream.bytes / 2;
    const to = from + Math.floor((heard - from) * share);
    const speech = speechWithin(stream, from, to);
    if (speech === undefined || speech[1] - speech[0] < SHORTEST_SAMPLES) return;
    if (kind === 'final') {
      this.#done.set(stream, to);
      this.truth.push([speech[0] / 16, speech[1] / 16]);
    }
    // No two stretches say the same.
    const text = `from${speech[0]} to${speech[1]}`;
    stream.hear(result(kind, from / 16, to / 16, { resultId: `${kind} ${from}`, text, items: toWords(text) }));
  }

  /** Everything that can be said of the stream has been said. */
  endClean(stream: FakeStream): void {
    const rest = speechWithin(stream, this.#done.get(stream) ?? 0, stream.bytes / 2);
    if (rest !== undefined) this.dismissed.push([rest[0] / 16, rest[1] / 16]);
    stream.endClean();
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
