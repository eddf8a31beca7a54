/** What a listener's loudspeaker plays, as the pages' player would: in memory, by the times it is told, without a clock. */
import { SAMPLES_PER_MS } from '../../src/audio/pcm.ts';
import type { HeardAudio } from '../../src/client/client-events.ts';
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import { Playout } from '../../src/client/player/playout.ts';
import { toSpeechClip } from '../../src/client/player/speech-clip.ts';

/** As a sound card takes samples. */
const BLOCK_MS = 20;
const BLOCK_SAMPLES = BLOCK_MS * SAMPLES_PER_MS;
/** After the last clip the rest is played, at most so much: more never waits. */
const MAX_REST_MS = 150_000;

/** Grows with the length of the talk, which recording.ts bounds. */
export class Loudspeaker {
  readonly #playout: Playout;
  readonly #blocks: Int16Array[] = [];
  /** When the next block begins. */
  #nextMs: number;
  /** Blocks up to the last one with sound. */
  #soundBlocks = 0;

  /** @param startMs the recording's start, on the clock of all other times. */
  constructor(startMs: number, onReport: (report: PlayedReport) => void) {
    this.#nextMs = startMs;
    this.#playout = new Playout({ onReport });
  }

  /** Plays up to now. Call it about as often as a block is long. */
  playUntil(nowMs: number): void {
    while (this.#nextMs <= nowMs) this.#playBlock();
  }

  /** Takes one message `audio` at its arrival. One from before the recording's start arrives at the start. */
  hear(audio: HeardAudio, nowMs: number): void {
    this.playUntil(nowMs);
    const clip = toSpeechClip(audio);
    // The block that sounds now is already given out.
    if (clip !== undefined) this.#playout.push(clip, this.#nextMs);
  }

  /** Plays all that waits, as it would sound from now on. */
  finish(): void {
    const endMs = this.#nextMs + MAX_REST_MS;
    while (this.#playout.waitingMs > 0 && this.#nextMs < endMs) this.#playBlock();
    // One more block ends the last segment, so that it is reported.
    this.#playBlock();
  }

  /** From the recording's start to the last sound. */
  toSamples(): Int16Array {
    const whole = new Int16Array(this.#soundBlocks * BLOCK_SAMPLES);
    for (const [i, block] of this.#blocks.slice(0, this.#soundBlocks).entries()) whole.set(block, i * BLOCK_SAMPLES);
    return whole;
  }

  #playBlock(): void {
    const sound = new Float32Array(BLOCK_SAMPLES);
    this.#playout.read(sound, this.#nextMs);
    const block = Int16Array.from(sound, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
    this.#blocks.push(block);
    if (block.some((sample) => sample !== 0)) this.#soundBlocks = this.#blocks.length;
    this.#nextMs += BLOCK_MS;
  }
}
