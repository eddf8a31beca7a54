/** Asks a running server's admin port for its sessions. Failures are one line. */
import type { SessionSummary, SessionView } from '../../src/protocol/inside.ts';

const ANSWER_WITHIN_MS = 5_000;

/** The message says in one line why there is no answer. */
export class NoAnswer extends Error {}

export class AdminPort {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Rejects with NoAnswer. */
  async sessions(): Promise<readonly SessionSummary[]> {
    const { status, body } = await this.#ask('/inside');
    if (status !== 200) throw new NoAnswer(`${this.#url} is no Rostrum server’s admin port, or not this machine’s`);
    return (body as { sessions: SessionSummary[] }).sessions;
  }

  /** @returns undefined when there is no such session now. Rejects with NoAnswer. */
  async session(sessionId: string): Promise<SessionView | undefined> {
    const { status, body } = await this.#ask(`/inside/${encodeURIComponent(sessionId)}`);
    if (status === 200) return body as SessionView;
    if (status === 404 && (body as { code?: string }).code === 'SESSION_NOT_FOUND') return undefined;
    throw new NoAnswer(`${this.#url} is no Rostrum server’s admin port, or not this machine’s`);
  }

  async #ask(path: string): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(`${this.#url}${path}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      const text = await response.text();
      try {
        return { status: response.status, body: JSON.parse(text) };
      } catch {
        return { status: 0, body: undefined };
      }
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      throw new NoAnswer(
        isLate
          ? `${this.#url} has not answered within ${ANSWER_WITHIN_MS / 1_000} s`
          : `no server answers at ${this.#url}; is it running? --url says where its admin port is`,
      );
    }
  }
}
