/**
 * A browser does not show why an upgrade was refused. Over HTTP the same server says it. Nothing is changed by asking, and
 * nothing is counted for a session that is there.
 */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import type { Platform } from './platform.ts';
import { errorFrom, type RostrumError } from './rostrum-error.ts';
import { httpUrl } from './server-address.ts';

export interface RefusedConnect {
  readonly url: string;
  readonly token: string | undefined;
  /** The session that was to be joined or come back to. */
  readonly sessionId: string | undefined;
  readonly timeoutMs: number;
}

export interface Asking {
  /** The server's reason; undefined when it gives none, cannot be reached, or was not heard in time. Never rejects. */
  readonly reason: Promise<RostrumError | undefined>;
  /** Nobody wants to know any more. */
  stop(): void;
}

export function askWhyRefused(
  { fetch, clock }: Platform,
  { url, token, sessionId, timeoutMs }: RefusedConnect,
): Asking {
  const abort = new AbortController();
  const ask = async (path: string, request: { method: string; headers: Record<string, string>; body?: string }) => {
    const response = await fetch(httpUrl(url, path), { ...request, signal: abort.signal });
    return response.status >= 400 ? ((await response.json()) as Partial<ServerMessageOf<'error'>>) : undefined;
  };
  const answered = async (): Promise<RostrumError | undefined> => {
    try {
      if (sessionId !== undefined) {
        const refusal = await ask(`sessions/${encodeURIComponent(sessionId)}`, { method: 'GET', headers: {} });
        if (refusal?.code !== undefined) return errorFrom(refusal);
      }
      if (token === undefined || abort.signal.aborted) return undefined;
      // A session without a language is refused to anybody; but first of all for a token that is not good.
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const refusal = await ask('sessions', { method: 'POST', headers, body: '{}' });
      return refusal?.code === 'INVALID_TOKEN' ? errorFrom(refusal) : undefined;
    } catch {
      return undefined;
    }
  };
  // Not every fetch that a caller may give gives up when it is told to.
  let stop: () => void = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => {
      abort.abort();
      resolve(undefined);
    };
  });
  const timer = clock.setTimeout(stop, timeoutMs);
  const reason = Promise.race([answered(), stopped]).finally(() => clock.clearTimeout(timer));
  return { reason, stop };
}
