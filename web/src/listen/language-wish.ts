/**
 * Another language, as often as somebody picks one: the server is asked for one at a time, and of the wishes that came meanwhile
 * for the newest. A server that is asked too often is asked again when it may be. Pure: what asks and what waits is passed in.
 */
import { RostrumError } from '../../../src/client/rostrum-error.ts';

export interface LanguageWishDeps {
  /** Rejects if the server refuses. */
  ask(language: string): Promise<unknown>;
  /** Never rejects. */
  pause(ms: number): Promise<void>;
  /** No wish is left. @param problem with the newest one; undefined: it was granted. */
  onSettled(problem: unknown): void;
}

/** After so many refusals because of haste the newest one is told. */
const MOST_WAITS = 5;
/** If the server does not say how long to wait, ms. */
const WAIT_MS = 1_000;

export class LanguageWish {
  readonly #deps: LanguageWishDeps;
  #newest: string | undefined;
  #isOpen = false;

  constructor(deps: LanguageWishDeps) {
    this.#deps = deps;
  }

  /** A wish is on its way. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Never rejects. */
  async want(language: string): Promise<void> {
    this.#newest = language;
    if (this.#isOpen) return;
    this.#isOpen = true;
    let problem: unknown;
    for (let waits = 0; this.#newest !== undefined; ) {
      const asked: string = this.#newest;
      this.#newest = undefined;
      problem = await this.#deps.ask(asked).then(
        () => undefined,
        (error: unknown) => error,
      );
      const waitMs = waitOf(problem);
      if (waitMs === undefined || waits === MOST_WAITS) continue;
      waits += 1;
      await this.#deps.pause(waitMs);
      this.#newest ??= asked;
    }
    this.#isOpen = false;
    this.#deps.onSettled(problem);
  }
}

/** @returns ms; undefined: the refusal does not pass. */
function waitOf(problem: unknown): number | undefined {
  if (!(problem instanceof RostrumError) || problem.code !== 'RATE_LIMIT_EXCEEDED') return undefined;
  return problem.retryAfterMs || WAIT_MS;
}
