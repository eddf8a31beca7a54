/** Asks the page's own server what is inside. One question at a time; the token is kept in this tab and goes in a header. */
import { INSIDE_VERSION, type InsideCharts, type InsideNow } from '../../../src/protocol/inside.ts';

const TOKEN_KEY = 'rostrum.inside';
const ANSWER_WITHIN_MS = 5_000;

/** `closed`: it is shown to nobody here; `token`: it wants one, or another; `busy`, `away`: it may come back. */
export type NoSight = 'closed' | 'token' | 'busy' | 'away';

export type Sight<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: NoSight };

export class Feed {
  get hasToken(): boolean {
    return sessionStorage.getItem(TOKEN_KEY) !== null;
  }

  set token(token: string) {
    sessionStorage.setItem(TOKEN_KEY, token);
  }

  async charts(): Promise<Sight<InsideCharts>> {
    const seen = await ask<InsideCharts>('charts');
    return seen.ok && seen.value.version !== INSIDE_VERSION ? { ok: false, why: 'away' } : seen;
  }

  now(sessionId: string | undefined): Promise<Sight<InsideNow>> {
    return ask(`now${sessionId === undefined ? '' : `?${new URLSearchParams({ session: sessionId })}`}`);
  }
}

async function ask<T>(what: string): Promise<Sight<T>> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  try {
    const response = await fetch(`./inside/${what}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(token !== null && { headers: { authorization: `Bearer ${token}` } }),
    });
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    return { ok: false, why: WHY[response.status] ?? 'away' };
  } catch {
    return { ok: false, why: 'away' };
  }
}

const WHY: Readonly<Record<number, NoSight>> = { 401: 'token', 403: 'closed', 404: 'closed', 429: 'busy' };
