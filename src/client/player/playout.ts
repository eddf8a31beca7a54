/**
 * Plays translated speech so that the listener is never left behind: puts clips in order, speaks faster while something waits,
 * and reports once what became of each segment. No clock and no Web API: it is asked for samples, and told the time.
 *
 * What waits is the larger of two: speech of sentences that have not begun, and the lateness of the one that sounds (how long it
 * had to wait for others, less what it has caught up since). With nothing waiting the output is the speech, bit for bit.
 */
import { SAMPLES_PER_MS, samplesToMs } from '../../audio/pcm.ts';
import { ClipReader } from './clip-reader.ts';
import { nextRate, RATE_LIMITS, type RateLimits, rateFor } from './playback-rate.ts';
import type { PlayedReport } from './played-report.ts';
import {
  type Clip,
  type PlayoutCounts,
  PlayoutQueue,
  QUEUE_LIMITS,
  type QueueLimits,
  sentenceOf,
} from './playout-queue.ts';
import { keyOf, reportOn, SegmentTrack } from './segment-track.ts';
import { SoundLine } from './sound-line.ts';
import type { SpeechClip } from './speech-clip.ts';

export type PlayoutLimits = QueueLimits & RateLimits;

export interface PlayoutOptions {
  readonly limits?: Partial<PlayoutLimits>;
  readonly onReport?: (report: PlayedReport) => void;
}

type Timed = SpeechClip & Clip;

/** How many names of segments are remembered, so that none is reported twice. */
const MAX_REMEMBERED = 256;
/** Silence is given out in steps of 1 ms: a clip that is due begins no later than that. */
const SILENCE_STEP = SAMPLES_PER_MS;

export class Playout {
  readonly #limits: PlayoutLimits;
  readonly #onReport: (report: PlayedReport) => void;
  readonly #queue: PlayoutQueue<Timed>;
  readonly #line: SoundLine;
  /** The clip that is being read, and its segment. The segment stays until all its pieces have come. */
  #reader: ClipReader | undefined;
  #track: SegmentTrack | undefined;
  /** Segments that have begun or were skipped. */
  readonly #known = new Set<string>();
  #isSilent = true;
  #pushedAtMs = 0;

  constructor({ limits, onReport = () => {} }: PlayoutOptions = {}) {
    this.#limits = { ...QUEUE_LIMITS, ...RATE_LIMITS, ...limits };
    this.#onReport = onReport;
    this.#queue = new PlayoutQueue(this.#limits, (gone) => this.#gone(gone));
    this.#line = new SoundLine({
      ended: (track) => this.#report(track.report()),
      waitingMs: () => this.#queue.notBegunMs,
    });
  }

  /** Speech not yet played, at its own speed, ms. */
  get waitingMs(): number {
    return this.#queue.waitingMs + samplesToMs((this.#reader?.left ?? 0) + this.#line.waitingSamples);
  }

  /** Of what sounds now; 1 in silence. */
  get rate(): number {
    return this.#isSilent ? 1 : this.#line.rate;
  }

  get counts(): Readonly<PlayoutCounts> {
    return this.#queue.counts;
  }

  /**
   * @param nowMs on a clock that never goes back, the same for every call.
   * @returns whether it had to skip speech.
   */
  push(clip: SpeechClip, nowMs: number): boolean {
    this.#pushedAtMs = nowMs;
    return this.#queue.push({ ...clip, durationMs: samplesToMs(clip.samples.length) }, nowMs);
  }

  /** Fills `out` with the next samples of the output, -1 to 1 at 16 kHz. @param nowMs when the first of them sounds. */
  read(out: Float32Array, nowMs: number): void {
    for (let at = 0; at < out.length; ) {
      const timeMs = nowMs + samplesToMs(at);
      if (!this.#line.hasSound) this.#feed(timeMs);
      if (this.#line.hasSound) {
        at += this.#line.read(out.subarray(at), timeMs);
      } else {
        this.#isSilent = true;
        out.fill(0, at, at + SILENCE_STEP);
        at += SILENCE_STEP;
      }
    }
  }

  /** For another language: what sounds fades out within 12.5 ms, and nothing is reported of what was not played to its end. */
  reset(): void {
    this.#queue.reset();
    this.#known.clear();
    this.#reader = undefined;
    this.#track = undefined;
    this.#line.fadeOut();
  }

  get #behindMs(): number {
    return Math.max(this.#queue.notBegunMs, this.#track?.lateMs ?? 0);
  }

  /** Puts speech on the line until it gives sound, as long as speech is due. */
  #feed(timeMs: number): void {
    let isFirst = true;
    while (!this.#line.hasSound) {
      if (this.#reader === undefined && !this.#begin(timeMs)) {
        if (!this.#line.flush() && this.#queue.isOverdue(timeMs)) this.#end();
        return;
      }
      this.#readOn(isFirst);
      isFirst = false;
    }
  }

  /** @returns false when no clip is due. */
  #begin(timeMs: number): boolean {
    const due = this.#queue.take(timeMs);
    if (due === undefined) return false;
    const { clip, arrivedAt, holdMs } = due;
    const sentence = sentenceOf(clip);
    if (this.#track?.sentence !== sentence) {
      this.#end();
      const lateMs = timeMs - arrivedAt - holdMs;
      const isReported = this.#isNew(clip);
      this.#track = new SegmentTrack(sentence, clip, { arrivedAtMs: arrivedAt, lateMs, isReported });
    }
    this.#track.isWhole = clip.isLast;
    const isAfterGap = this.#isSilent && clip.part > 1;
    this.#reader = new ClipReader(clip, { isHurried: this.#behindMs > 0, isAfterGap });
    return true;
  }

  /** @param mayTurn the rate may change: once for each piece of output. */
  #readOn(mayTurn: boolean): void {
    const [reader, track] = [this.#reader, this.#track];
    if (reader === undefined || track === undefined) return;
    const behindMs = this.#behindMs;
    const target = rateFor(behindMs, this.#limits);
    if (this.#isSilent)
      this.#line.rate = target; // out of silence no step is heard
    else if (mayTurn) this.#line.rate = nextRate(this.#line.rate, target);
    const piece = reader.read(behindMs > 0, this.#queue.hasNext);
    track.catchUp(reader.takeCut() + this.#line.push(piece, track));
    this.#isSilent = false;
    if (reader.left > 0) return;
    this.#reader = undefined;
    if (track.isWhole) this.#end();
  }

  /** Nothing more comes of the segment that was read last. */
  #end(): void {
    if (this.#track) this.#line.end(this.#track);
    this.#track = undefined;
  }

  #gone({ clip, arrivedAt }: { readonly clip: Timed; readonly arrivedAt: number }): void {
    if (!this.#isNew(clip)) return;
    const nowMs = this.#pushedAtMs;
    const queuedMs = this.#queue.notBegunMs;
    const { rate } = this;
    const times = { firstSoundAtMs: nowMs, durationMs: 0, delayMs: nowMs - arrivedAt, queuedMs, playbackRate: rate };
    this.#report(reportOn(clip, { outcome: 'skipped', ...times }));
  }

  /** @returns whether the clip is the first of a segment with a name; at its second call for a segment false. */
  #isNew(clip: SpeechClip): boolean {
    const key = keyOf(clip);
    if (key === undefined || this.#known.has(key)) return false;
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }

  #report(report: PlayedReport | undefined): void {
    if (report) this.#onReport(report);
  }
}
