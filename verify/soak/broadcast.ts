/** One session from its creation to its end: a speaker, an audience, and incidents that a seeded random choice selects. */
import { BlockLedger, type BlockTally } from '../../testkit/block-ledger/block-ledger.ts';
import type { Chance } from '../../testkit/chance.ts';
import { RefusedError } from '../../testkit/sockets/client-socket.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { cameTrue, pause } from '../../testkit/until.ts';
import { Audience } from './audience.ts';
import type { Figures } from './figures.ts';
import { befall } from './incidents.ts';
import { Voice } from './voice.ts';

export interface BroadcastParts {
  readonly port: number;
  readonly userId: string;
  readonly figures: Figures;
  readonly chance: Chance;
}

/** Time for repeated faults: each dead stream is detected after 10 s, and the next replays up to a minute of audio. */
const COVERED_WITHIN_MS = 120_000;
/** Every speaker's hand-overs pass one local pipeline. */
const HEARD_WITHIN_MS = 60_000;
const HEARD_EVERY_MS = 200;
/** Grace period, late finals, and the delivery of the last sentence. */
const ENDED_WITHIN_MS = 60_000;
const TRIES = 60;

/** What became of a session's speech. */
export interface Outcome {
  /** In transcripts at the witness. */
  readonly told: BlockTally;
  /** At the output of the witness's player. */
  readonly heard: BlockTally;
  /** Segments that were told and not heard. */
  readonly unheard: ReadonlyMap<string, string>;
}

export class Broadcast {
  readonly ledger = new BlockLedger();
  readonly voice: Voice;
  readonly audience: Audience;
  readonly #parts: BroadcastParts;

  private constructor(parts: BroadcastParts, token: string) {
    const { figures, port } = parts;
    const url = `ws://127.0.0.1:${port}/`;
    const { ledger } = this;
    this.#parts = parts;
    this.voice = new Voice({ url, token, ledger, figures });
    const voice = this.voice;
    this.audience = new Audience({
      url,
      ledger,
      figures,
      get sessionId() {
        return voice.sessionId;
      },
    });
  }

  /** Starts a session with a listener and a speaker who speaks. */
  static async start(parts: BroadcastParts): Promise<Broadcast> {
    const { chance, figures, port, userId } = parts;
    const token = await devToken(`http://127.0.0.1:${port}`, { userId, expiresIn: 7_200 });
    for (let attempt = 1; ; attempt += 1) {
      const broadcast = new Broadcast(parts, token);
      try {
        await broadcast.voice.create();
        await broadcast.audience.open();
        broadcast.voice.speak(chance.integer(0, 99));
        return broadcast;
      } catch (error) {
        broadcast.destroy();
        if (!(error instanceof RefusedError) || !error.isForNow || attempt >= TRIES) throw error;
        figures.refusedCreations += 1;
        await pause(1_000);
      }
    }
  }

  /** Runs incidents one after the other until the time is up or the signal aborts. */
  async live(ms: number, signal: AbortSignal): Promise<void> {
    const endsAt = performance.now() + ms;
    while (!signal.aborted && performance.now() < endsAt && !this.#isOver) {
      await pause(Math.min(this.#parts.chance.integer(1_000, 6_000), endsAt - performance.now()), signal);
      if (signal.aborted || this.#isOver) return;
      await befall(this, this.#parts.chance).catch((error: Error) => this.#parts.figures.error(error.message));
    }
  }

  /**
   * Waits until finals cover all speech and the witness has heard it, then ends the session, sometimes by a speaker who just
   * leaves.
   */
  async finish(): Promise<Outcome> {
    const { chance, figures } = this.#parts;
    const { audience, ledger, voice } = this;
    if (!(await voice.fallSilent())) figures.error('a speaker was not answered');
    await cameTrue(() => ledger.missing === 0 || this.#isOver, COVERED_WITHIN_MS);
    // What was given up is never heard.
    await cameTrue(() => audience.heard().missing === 0 || this.#isOver, HEARD_WITHIN_MS, HEARD_EVERY_MS);
    const how = chance.next() < 0.1 ? 'vanish' : 'endSession';
    const wasOver = this.#isOver;
    voice.leave(how);
    if (!(await cameTrue(() => audience.endReason !== undefined, ENDED_WITHIN_MS)))
      figures.error('a session did not end');
    const expected = how === 'vanish' ? 'speakerDisconnected' : 'ended';
    if (wasOver || (audience.endReason !== undefined && audience.endReason !== expected)) {
      figures.error(`a session ended by itself: ${String(audience.endReason ?? voice.endReason)}`);
    }
    this.destroy();
    return { told: ledger.tally(), heard: audience.heard().tally(), unheard: audience.unheard() };
  }

  destroy(): void {
    this.voice.destroy();
    this.audience.destroy();
  }

  get #isOver(): boolean {
    return this.voice.endReason !== undefined || this.audience.endReason !== undefined;
  }
}
