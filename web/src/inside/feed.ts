/** Requests the introspection data of the page's own server. The token is kept in this tab and sent in a header. */
import { INSIDE_VERSION, type InsideCharts, type InsideNow } from '../../../src/protocol/inside.ts';
import { thisTab } from '../this-tab.ts';

const TOKEN_KEY = 'inside';
const ANSWER_WITHIN_MS = 5_000;

/** Why there is no data. `closed`: not offered here; `token`: a token is missing or wrong; `busy`, `away`: temporary. */
export type NoView = 'closed' | 'token' | 'busy' | 'away';

export type View<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: NoView };

export class Feed {
  get hasToken(): boolean {
    return thisTab.get(TOKEN_KEY) !== undefined;
  }

  set token(token: string) {
    thisTab.set(TOKEN_KEY, token);
  }

  async charts(): Promise<View<InsideCharts>> {
    const seen = await ask<InsideCharts>('charts');
    return seen.ok && seen.value.version !== INSIDE_VERSION ? { ok: false, why: 'away' } : seen;
  }

  now(sessionId: string | undefined): Promise<View<InsideNow>> {
    return ask(`now${sessionId === undefined ? '' : `?${new URLSearchParams({ session: sessionId })}`}`);
  }
}

async function ask<T>(what: string): Promise<View<T>> {
  const token = thisTab.get(TOKEN_KEY);
  try {
    const response = await fetch(`./inside/${what}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    });
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    return { ok: false, why: WHY[response.status] ?? 'away' };
  } catch {
    return { ok: false, why: 'away' };
  }
}

const WHY: Readonly<Record<number, NoView>> = { 401: 'token', 403: 'closed', 404: 'closed', 429: 'busy' };
