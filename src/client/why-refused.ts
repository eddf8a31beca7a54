/** A browser does not show why an upgrade was refused. Over HTTP the same server says it; nothing is changed by asking. */
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

/** @returns the server's reason; undefined when it gives none, or cannot be reached. */
export async function whyRefused(
  { fetch, clock }: Platform,
  { url, token, sessionId, timeoutMs }: RefusedConnect,
): Promise<RostrumError | undefined> {
  const abort = new AbortController();
  const timer = clock.setTimeout(() => abort.abort(), timeoutMs);
  const ask = async (path: string, request: { method: string; headers: Record<string, string>; body?: string }) => {
    const response = await fetch(httpUrl(url, path), { ...request, signal: abort.signal });
    return response.status >= 400 ? ((await response.json()) as Partial<ServerMessageOf<'error'>>) : undefined;
  };
  try {
    if (sessionId !== undefined) {
      const refusal = await ask(`sessions/${encodeURIComponent(sessionId)}`, { method: 'GET', headers: {} });
      if (refusal?.code !== undefined) return errorFrom(refusal);
    }
    if (token !== undefined) {
      // A session without a language is refused to anybody; but first of all for a token that is not good.
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const refusal = await ask('sessions', { method: 'POST', headers, body: '{}' });
      if (refusal?.code === 'INVALID_TOKEN') return errorFrom(refusal);
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    clock.clearTimeout(timer);
  }
}
