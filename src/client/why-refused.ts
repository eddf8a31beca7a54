/**
 * Asks the server over HTTP why an upgrade was refused, because a browser does not show it. Asking changes nothing, and
 * counts against no rate limit if the session exists.
 */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import type { Platform } from './platform.ts';
import { errorFrom, type RostrumError } from './rostrum-error.ts';
import { httpUrl } from './server-address.ts';

export interface RefusedConnect {
  readonly url: string;
  readonly token: string | undefined;
  /** The session to join or to come back to. */
  readonly sessionId: string | undefined;
  readonly timeoutMs: number;
}

export interface Asking {
  /** The server's reason; undefined when it gives none, cannot be reached or does not answer in time. Never rejects. */
  readonly reason: Promise<RostrumError | undefined>;
  /** Stops asking; `reason` resolves with undefined. */
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
      // A session without a language is always refused, but the token is checked first.
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const refusal = await ask('sessions', { method: 'POST', headers, body: '{}' });
      return refusal?.code === 'INVALID_TOKEN' ? errorFrom(refusal) : undefined;
    } catch {
      return undefined;
    }
  };
  // A caller's own fetch may ignore the signal.
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
