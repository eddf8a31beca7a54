/**
 * Whether the speaker is on the air: sound came in the last 10 s. The server says when there was none for so long; this keeps
 * what it said. Pure.
 */
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';

/** In order of importance: away before paused, and so on. */
export type OnAir = 'away' | 'paused' | 'muted' | 'notStarted' | 'silent' | 'onAir';

/** What a listener's greeting says, `sessionJoined`. Other servers may leave any of it out. */
export interface Greeting {
  /** Unix seconds. */
  readonly timestamp?: number | undefined;
  readonly broadcastState?: BroadcastState | undefined;
  /** Time without sound; only after 10 s of it. */
  readonly audioSilentMs?: number | undefined;
}

/** The server's `audioSilent` comes after it, ms. */
const SILENT_MS = 10_000;
/** The wire's times are whole seconds. */
const WHOLE_S_MS = 1_500;

export class OnAirState {
  #controls = { isPaused: false, isMuted: false, volume: 1 };
  #isAway = false;
  #isSilent = false;
  #wasHeard = false;

  /** A listener's connection begins, or begins anew. */
  greeted({ timestamp, broadcastState, audioSilentMs }: Greeting): void {
    this.controls(broadcastState ?? {});
    this.#isAway = false;
    this.#isSilent = audioSilentMs !== undefined;
    if (this.#wasHeard || broadcastState === undefined || timestamp === undefined) return;
    // Since its creation or the last control the session had either sound, or none so far.
    const sinceMs = (timestamp - broadcastState.lastStateChange) * 1_000;
    const soundMs = audioSilentMs === undefined ? sinceMs - SILENT_MS : sinceMs - audioSilentMs;
    if (this.#isLetThrough && soundMs >= WHOLE_S_MS) this.#wasHeard = true;
  }

  /** A speaker's connection begins, or begins anew: `sessionCreated` never says whether there is a silence, so it tells nothing of it. */
  attached(broadcastState: BroadcastState): void {
    this.controls(broadcastState);
    this.#isAway = false;
  }

  /** Messages to listeners carry only what has changed. */
  controls(change: Partial<Pick<BroadcastState, 'isPaused' | 'isMuted' | 'volume'>>): void {
    const { isPaused, isMuted, volume } = this.#controls;
    const next = {
      isPaused: change.isPaused ?? isPaused,
      isMuted: change.isMuted ?? isMuted,
      volume: change.volume ?? volume,
    };
    this.#controls = next;
    // The server begins to count anew, and does not say that a silence is over.
    if (next.isPaused !== isPaused || next.isMuted !== isMuted || next.volume > 0 !== volume > 0)
      this.#isSilent = false;
  }

  /** `audioSilent` */
  silent(): void {
    this.#isSilent = true;
  }

  /** `audioHeard`, or sound that this page itself sends. */
  heard(): void {
    this.#isSilent = false;
    this.#wasHeard = true;
  }

  /** Words of the speaker have come. They may be late: a silence goes on. */
  spoke(): void {
    this.#wasHeard = true;
  }

  /** `speakerAway`, `speakerBack` */
  away(isAway: boolean): void {
    this.#isAway = isAway;
    this.#isSilent = false;
  }

  get state(): OnAir {
    const { isPaused, isMuted, volume } = this.#controls;
    if (this.#isAway) return 'away';
    if (isPaused) return 'paused';
    if (isMuted || volume === 0) return 'muted';
    if (!this.#wasHeard) return 'notStarted';
    return this.#isSilent ? 'silent' : 'onAir';
  }

  get #isLetThrough(): boolean {
    const { isPaused, isMuted, volume } = this.#controls;
    return !isPaused && !isMuted && volume > 0;
  }
}
