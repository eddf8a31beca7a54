/**
 * One tab of this browser speaks in a session. A duplicated tab has a copy of everything that its original keeps: so before it
 * goes on in a session, a tab asks whether another one speaks there. The other tab answers over a channel. Where the browser has
 * locks (https pages and this computer's own), a tab that is too busy to answer is noticed too.
 */

/** To every other tab of this browser, and from them. */
export interface TabChannel {
  say(message: TabMessage): void;
  onSaid(listener: (message: TabMessage) => void): void;
}

export interface TabMessage {
  readonly kind: 'who' | 'here';
  readonly sessionId: string;
}

/** What is needed of `navigator.locks`. */
export interface TabLocks {
  request(name: string, options: { readonly signal: AbortSignal }, held: () => Promise<void>): Promise<void>;
}

export interface TabSeatDeps {
  readonly channel: TabChannel;
  /** Undefined on a page that came over plain http. */
  readonly locks: TabLocks | undefined;
  /** Resolves after so many ms. */
  wait(ms: number): Promise<void>;
}

export const CHANNEL = 'rostrum.speaking';
/** An idle tab answers within a few ms. */
const ANSWER_MS = 500;
/** A tab that is reloaded gives its lock back within this time; a living one keeps it. */
const LOCK_MS = 3_000;

export class TabSeat {
  readonly #deps: TabSeatDeps;
  #holding: { readonly sessionId: string; readonly end: AbortController } | undefined;
  /** Called when another tab answers. */
  #answered: ((sessionId: string) => void) | undefined;

  constructor(deps: TabSeatDeps) {
    this.#deps = deps;
    deps.channel.onSaid(({ kind, sessionId }) => {
      if (kind === 'here') this.#answered?.(sessionId);
      else if (sessionId === this.#holding?.sessionId) deps.channel.say({ kind: 'here', sessionId });
    });
  }

  /** Whether another tab of this browser speaks in the session. */
  async isTaken(sessionId: string): Promise<boolean> {
    const { channel, locks, wait } = this.#deps;
    const end = new AbortController();
    const answered = new Promise<boolean>((resolve) => {
      this.#answered = (answeredFor) => answeredFor === sessionId && resolve(true);
    });
    channel.say({ kind: 'who', sessionId });
    const free = locks?.request(nameOf(sessionId), { signal: end.signal }, () => Promise.resolve()).then(() => false);
    // Without locks silence means that nobody is there; with them the lock is still held, so somebody is.
    const silence = wait(locks === undefined ? ANSWER_MS : LOCK_MS).then(() => locks !== undefined);
    const isTaken = await Promise.race([answered, silence, ...(free === undefined ? [] : [free.catch(() => true)])]);
    this.#answered = undefined;
    end.abort();
    return isTaken;
  }

  /** This tab speaks in the session from now on. */
  hold(sessionId: string): void {
    if (this.#holding?.sessionId === sessionId) return;
    this.release();
    const end = new AbortController();
    this.#holding = { sessionId, end };
    const { signal } = end;
    const until = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.#deps.locks?.request(nameOf(sessionId), { signal }, () => until).catch(() => {});
  }

  /** It speaks there no more. */
  release(): void {
    this.#holding?.end.abort();
    this.#holding = undefined;
  }
}

function nameOf(sessionId: string): string {
  return `${CHANNEL}.${sessionId}`;
}
