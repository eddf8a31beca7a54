/**
 * Keeps chunks under the server's rate, whatever the network does to their spacing. A chunk reaches the server between
 * its sending and its answer; so if those in flight and those answered in the last second are together within the limit,
 * no second of the server's sees more.
 */

const WINDOW_MS = 1_000;

export class SendPace {
  readonly #limit: number;
  /** When the answers of the last second came; at most `limit`. */
  #answers: number[] = [];

  /** @param limit Chunks a second. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  answered(now: number): void {
    this.#answers.push(now);
    if (this.#answers.length > this.#limit) this.#answers.shift();
  }

  /** Until one more may be sent, ms: 0 is now; undefined when only an answer can help. */
  waitMs(inFlight: number, now: number): number | undefined {
    this.#answers = this.#answers.filter((at) => now - at < WINDOW_MS);
    const over = inFlight + this.#answers.length - this.#limit;
    if (over < 0) return 0;
    const at = this.#answers[over];
    return at === undefined ? undefined : at + WINDOW_MS - now;
  }

  /** A new socket: its rate is its own. */
  reset(): void {
    this.#answers = [];
  }
}
