/** In: measures how long a speaker who is on the air has been inaudible. The session's chart decides what happens then. */
import { SoundMeter } from '../../audio/sound-meter.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { SessionSettings } from '../session/session-settings.ts';

export interface SoundWatchPorts {
  readonly clock: Pick<ClockPort, 'setTimeout' | 'clearTimeout'>;
  /** Milliseconds with fractions, for durations. */
  readonly monotonicNow: () => number;
  /** How long nothing audible may come before it is reported, ms. */
  readonly settings: Pick<SessionSettings, 'silentAfterMs'>;
}

/**
 * Reported once when nothing audible came for too long, and once when sound comes again. `sinceMs`: time since the last
 * sound, or since the watch was started.
 */
export interface SoundReport {
  readonly type: 'sound.missed' | 'sound.heard';
  readonly sinceMs: number;
}

export class SoundWatch {
  readonly #ports: SoundWatchPorts;
  readonly #report: (report: SoundReport) => void;
  readonly #meter = new SoundMeter();
  #isOn = false;
  #isMissed = false;
  #heardAt = 0;
  #timer: unknown;

  constructor(ports: SoundWatchPorts, report: (report: SoundReport) => void) {
    this.#ports = ports;
    this.#report = report;
  }

  /** The speaker is on the air from now on: the time starts again. */
  start(): void {
    this.stop();
    this.#isOn = true;
    this.#heardAt = this.#ports.monotonicNow();
    this.#meter.reset();
    this.#lookIn(this.#ports.settings.silentAfterMs);
  }

  /** The speaker is off the air: silence is not reported. Idempotent. */
  stop(): void {
    this.#isOn = false;
    this.#isMissed = false;
    this.#ports.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param pcm A chunk as it came, before the volume is applied. Does nothing while the speaker is off the air. */
  accept(pcm: Uint8Array): void {
    if (!this.#isOn || !this.#meter.accept(pcm)) return;
    const now = this.#ports.monotonicNow();
    const sinceMs = now - this.#heardAt;
    this.#heardAt = now;
    if (!this.#isMissed) return;
    this.#isMissed = false;
    this.#lookIn(this.#ports.settings.silentAfterMs);
    this.#report({ type: 'sound.heard', sinceMs });
  }

  /** How long nothing audible has come, ms, after it was reported; undefined otherwise. */
  get silentMs(): number | undefined {
    return this.#isMissed ? this.#ports.monotonicNow() - this.#heardAt : undefined;
  }

  /** Chunks do not reset the timer: when it fires, it checks, and it is set again if something was heard in the meantime. */
  #lookIn(ms: number): void {
    this.#timer = this.#ports.clock.setTimeout(() => {
      const { silentAfterMs } = this.#ports.settings;
      const sinceMs = this.#ports.monotonicNow() - this.#heardAt;
      if (sinceMs < silentAfterMs) {
        this.#lookIn(Math.max(1, silentAfterMs - sinceMs));
        return;
      }
      this.#isMissed = true;
      this.#report({ type: 'sound.missed', sinceMs });
    }, ms);
  }
}
