/**
 * In: takes the speaker's PCM from the socket, drops it while the broadcast is not audible, gives each chunk its place on
 * the session clock, and holds it until a final covers it. Upstream streams read it from here, one at a time. Bounded:
 * when it is full the oldest audio is evicted, and counted as lost unless a final still covers it.
 */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import type { BlockPool } from '../../audio/block-pool.ts';
import { NEUTRAL_EMOTION } from '../../audio/emotion/emotion-dynamics.ts';
import { EmotionTracker } from '../../audio/emotion/emotion-tracker.ts';
import { Overrun } from '../../audio/overrun.ts';
import { samplesToMs } from '../../audio/pcm.ts';
import { ReplayRing } from '../../audio/replay-ring.ts';
import { SessionClock } from '../../audio/session-clock.ts';
import { scaleVolume } from '../../audio/volume.ts';
import type { DropReason } from '../../protocol/server-messages.ts';
import type { EmotionDynamics } from '../../protocol/translation-request.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { Span } from '../ports/tracing.ts';
import { AudioReader } from './audio-reader.ts';
import { ChunkTelemetry } from './chunk-telemetry.ts';

export interface AudioLimits {
  /** How much audio without a final is held, ms; over it the oldest is evicted. */
  readonly ringMs: number;
}

/** A minute of audio: the most that a recovery can replay. */
export const AUDIO_LIMITS: AudioLimits = { ringMs: 60_000 };

/** Partials come several times a second, and nothing is spoken of them: measuring each would be most of their cost. */
const MEASURED_EVERY_MS = 1_000;

export interface AudioGateDeps {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly limits: AudioLimits;
  /** Memory for the audio, shared by all sessions; default: a pool of its own. */
  readonly audioBlocks?: BlockPool | undefined;
  /** Milliseconds with fractions, for latencies. */
  readonly monotonicNow: () => number;
  /** Gets every chunk as it comes, dropped or not, before the volume is applied. */
  readonly sound?: { accept(pcm: Uint8Array): void };
  /** Makes the span of an accepted chunk that came at this time (monotonic ms); undefined when it is not recorded. */
  readonly traceChunk?: (receivedAt: number) => Span | undefined;
  /** A chunk was accepted, and no stream is reading. */
  readonly onUnread: () => void;
}

/** The upstream stream that reads, as the gate sees it. */
export interface ReadingStream {
  /** Since when its client has asked for audio while it could read, monotonic ms; infinity until then. */
  readonly askedSince: number;
  /** There is audio to read, or the gate has opened or closed. */
  wake(): void;
}

export class AudioGate {
  readonly #deps: AudioGateDeps;
  readonly #clock = new SessionClock();
  readonly #ring: ReplayRing;
  readonly #overrun = new Overrun();
  readonly #emotion: EmotionTracker;
  readonly #telemetry: ChunkTelemetry;
  #stream: ReadingStream | undefined;
  #reader: AudioReader | undefined;
  #dropReason: DropReason | undefined;
  #volume = 1;
  #measured = { endMs: Number.NEGATIVE_INFINITY, emotion: NEUTRAL_EMOTION };

  constructor(deps: AudioGateDeps) {
    this.#deps = deps;
    const { audioBlocks, limits, metrics } = deps;
    this.#telemetry = new ChunkTelemetry(deps);
    this.#ring = new ReplayRing({
      maxMs: limits.ringMs,
      pool: audioBlocks,
      onDrop: (chunk, wasTaken) => {
        metrics.count('AudioBufferOverflows', 1, { where: 'ring' });
        this.#lose(this.#overrun.drop(chunk, wasTaken));
        this.#telemetry.dropped(chunk, 'overflow');
      },
    });
    this.#emotion = new EmotionTracker({
      onError: (error) => {
        metrics.count('EmotionExtractionErrors');
        deps.log.error('extract_emotion', 'emotion extraction failed, neutral values are used', {
          code: 'INTERNAL_ERROR',
          error: error instanceof Error ? error.name : 'unknown',
        });
      },
    });
  }

  /** The session's chart decides this; it is kept here so that a chunk does not have to ask the chart. */
  set(dropReason: DropReason | undefined, volume: number): void {
    const hasChanged = this.#dropReason !== dropReason;
    this.#dropReason = dropReason;
    this.#volume = volume;
    // When the gate closes, the stream sends at once the audio that it has gathered, and then silence.
    if (hasChanged) this.#stream?.wake();
  }

  /** Audio that comes now is accepted. */
  get isOpen(): boolean {
    return this.#dropReason === undefined;
  }

  /** The end of the accepted audio on the session clock, ms. */
  get nowMs(): number {
    return this.#clock.nowMs;
  }

  /** How the speaker spoke in a stretch of the session clock, ms. */
  emotionOf(startMs: number, endMs: number): EmotionDynamics {
    const { nowMs } = this.#clock;
    return this.#emotion.read({ fromAgoMs: nowMs - startMs, toAgoMs: nowMs - endMs });
  }

  /** How the speaker spoke in the seconds before a time of the session clock, ms; measured once a second of speech at most. */
  emotionNear(endMs: number): EmotionDynamics {
    if (Math.abs(endMs - this.#measured.endMs) > MEASURED_EVERY_MS) {
      this.#measured = { endMs, emotion: this.#emotion.read({ toAgoMs: this.#clock.nowMs - endMs }) };
    }
    return this.#measured.emotion;
  }

  /** Audio waits for a stream. */
  get hasWaiting(): boolean {
    return this.#ring.waiting > 0;
  }

  /** Audio that no final has covered, ms. */
  get heldMs(): number {
    return this.#ring.durationMs;
  }

  /** Audio is held that no final has covered. */
  get isOwing(): boolean {
    return this.#ring.durationMs > 0;
  }

  /**
   * @param pcm Already checked; copied if it is accepted.
   * @param receivedAt monotonic ms.
   * @returns why it was dropped; undefined when it was accepted: from then on the server must not lose it silently.
   */
  offer(pcm: Uint8Array, receivedAt: number): DropReason | undefined {
    const { metrics, monotonicNow, sound, traceChunk } = this.#deps;
    sound?.accept(pcm);
    metrics.count('AudioChunksReceived');
    if (this.#dropReason !== undefined) {
      metrics.count('AudioChunksDropped', 1, { reason: this.#dropReason });
      return this.#dropReason;
    }
    const started = monotonicNow();
    this.#emotion.accept(pcm);
    metrics.observe('EmotionExtractionLatency', monotonicNow() - started);
    const trace = traceChunk?.(receivedAt);
    this.#ring.append(this.#clock.stamp(scaleVolume(pcm, this.#volume), receivedAt, trace));
    if (this.#stream) this.#stream.wake();
    else this.#deps.onUnread();
    return undefined;
  }

  /**
   * Gives the audio to a stream, from the first sample that no final has covered. The previous reader reads nothing more;
   * held audio that it had read is read again.
   */
  open(stream: ReadingStream): AudioReader {
    this.#takeBack();
    const openedAt = this.#deps.monotonicNow();
    const reader: AudioReader = new AudioReader(this.#ring, {
      isCurrent: () => this.#reader === reader,
      onAccepted: (chunks) => this.#telemetry.accepted(chunks, openedAt, stream.askedSince),
      onClosed: () => {
        this.#reader = undefined;
        this.#stream = undefined;
        this.#takeBack();
      },
    });
    this.#reader = reader;
    this.#stream = stream;
    return reader;
  }

  /** The chunks held that share a sample with a range of the session clock (samples), oldest first. */
  chunksIn(startSample: number, endSample: number): readonly AudioChunk[] {
    return this.#ring.overlapping(startSample, endSample);
  }

  /** A final covers the session's audio up to here (samples). */
  coverTo(sample: number): void {
    this.#ring.coverTo(sample);
    this.#overrun.coverTo(sample);
  }

  /** Transcription was given up: held audio is lost, and counted. @returns ms */
  forfeit(): number {
    for (const chunk of this.#ring.replay()) this.#telemetry.dropped(chunk, 'forfeited');
    const lostMs = this.#ring.clear();
    if (lostMs > 0) this.#deps.metrics.count('AudioMsLost', lostMs);
    this.#lose(this.#overrun.settle());
    return lostMs;
  }

  #takeBack(): void {
    this.#ring.rewind();
    this.#lose(this.#overrun.settle());
  }

  #lose(samples: number): void {
    if (samples > 0) this.#deps.metrics.count('AudioMsLost', samplesToMs(samples));
  }
}
