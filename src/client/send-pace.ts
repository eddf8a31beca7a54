/**
 * Keeps the rate of chunks below the server's limit, even if the network bunches them. A chunk reaches the server
 * between its sending and its answer. So if the chunks in flight and those answered in the last second are together
 * within the limit, the server never sees more in any second.
 */

const WINDOW_MS = 1_000;

export class SendPace {
  readonly #limit: number;
  /** Times of the answers in the last second; at most `limit`. */
  #answers: number[] = [];

  /** @param limit Chunks a second. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  answered(now: number): void {
    this.#answers.push(now);
    if (this.#answers.length > this.#limit) this.#answers.shift();
  }

  /** @returns ms until one more chunk may be sent: 0 is now; undefined: not before another answer. */
  waitMs(inFlight: number, now: number): number | undefined {
    this.#answers = this.#answers.filter((at) => now - at < WINDOW_MS);
    const over = inFlight + this.#answers.length - this.#limit;
    if (over < 0) return 0;
    const at = this.#answers[over];
    return at === undefined ? undefined : at + WINDOW_MS - now;
  }

  /** For a new socket, which has a rate limit of its own. */
  reset(): void {
    this.#answers = [];
  }
}
