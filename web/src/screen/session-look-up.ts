/** Asks a server over HTTP whether a session is live, before a screen joins it. */
import { httpUrl } from '../../../src/client/server-address.ts';
import type { Absence } from './patience.ts';

const TIMEOUT_MS = 10_000;

export type Found =
  | { readonly isLive: true; readonly sourceLanguage: string }
  | { readonly isLive: false; readonly absence: Absence; readonly retryAfterMs: number };

/** Never rejects. @param sessionId may be any text. */
export async function lookUpSession(url: string, sessionId: string): Promise<Found> {
  try {
    const address = httpUrl(url, `sessions/${encodeURIComponent(sessionId)}`);
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return readAnswer(response.status, Object(await response.json()));
  } catch {
    return { isLive: false, absence: 'unreachable', retryAfterMs: 0 };
  }
}

interface Answer {
  readonly status?: unknown;
  readonly sourceLanguage?: unknown;
  readonly details?: { readonly retryAfterMs?: unknown };
}

/** @param status of HTTP. @param said the body. */
export function readAnswer(status: number, said: Answer): Found {
  if (status === 200 && said.status === 'active') {
    return { isLive: true, sourceLanguage: typeof said.sourceLanguage === 'string' ? said.sourceLanguage : 'en' };
  }
  const asked = said.details?.retryAfterMs;
  const retryAfterMs = typeof asked === 'number' ? asked : 0;
  const absence = status === 429 ? 'refused' : status < 500 ? 'noSession' : 'unreachable';
  return { isLive: false, absence, retryAfterMs };
}
