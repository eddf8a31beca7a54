/**
 * The player's part on the audio thread, without the thread: obeys the page, fills blocks of output, answers with numbers and
 * reports. Pure: the audio clock's time is given.
 */
import { Playout } from '../../../src/client/player/playout.ts';
import { Output } from './output.ts';
import type { PlayerAnswer, PlayerCommand } from './player-messages.ts';

/** How often the page is told the numbers, s. */
const TELL_EVERY_S = 0.1;

export class AudioThread {
  readonly #playout = new Playout({ onReport: (report) => this.#answer({ kind: 'report', report }) });
  readonly #output: Output;
  readonly #answer: (answer: PlayerAnswer) => void;
  #gapMs = 0;
  #nowMs = 0;
  #commands = 0;
  #toldAtS = 0;
  #isClosed = false;

  /** @param rateHz of the output. */
  constructor(rateHz: number, answer: (answer: PlayerAnswer) => void) {
    this.#output = new Output((out, nowMs) => this.#playout.read(out, nowMs), rateHz);
    this.#answer = answer;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** @param atS The audio clock. */
  obey(command: PlayerCommand, atS: number): void {
    if (command.kind === 'clip') this.#playout.push(command.clip, this.#now(atS));
    else if (command.kind === 'clock') this.#gapMs = command.gapMs;
    else if (command.kind === 'reset') this.#playout.reset();
    else this.#isClosed = true;
    this.#commands += 1;
    // Also while the audio clock stands still, during which nothing is filled.
    this.#tell(atS);
  }

  /** @param atS The audio clock at the first sample. */
  fill(out: Float32Array, atS: number): void {
    this.#output.fill(out, this.#now(atS));
    if (atS - this.#toldAtS >= TELL_EVERY_S) this.#tell(atS);
  }

  /** The page's clock. It never goes back, although a correction of the gap may. */
  #now(atS: number): number {
    this.#nowMs = Math.max(this.#nowMs, atS * 1_000 + this.#gapMs);
    return this.#nowMs;
  }

  #tell(atS: number): void {
    this.#toldAtS = atS;
    const { waitingMs, rate, counts } = this.#playout;
    const { taken: played, skipped, late } = counts;
    this.#answer({ kind: 'numbers', numbers: { played, waitingMs, rate, skipped, late }, commands: this.#commands });
  }
}
