/** What the pages ask a server over HTTP, with a limit of time: what it offers, and a token. */
import { httpUrl } from '../../src/client/server-address.ts';
import { parseServerInfo, type ServerInfo, UNKNOWN } from './server-info.ts';
import type { Words } from './texts/locale.ts';
import { TOKEN } from './texts/token.ts';

/** A server that has not answered by then counts as one that does not, ms. */
const ANSWER_WITHIN_MS = 5_000;

/** @returns a name for a speaker that nobody else has: a server in embedded mode takes any. */
export function madeUpUser(kind: string): string {
  return `${kind}-${[...crypto.getRandomValues(new Uint32Array(3))].join('-')}`;
}

/** Asks a server what it offers. Never rejects. @param url As a person has entered it. */
export async function askServer(url: string): Promise<{ info: ServerInfo; problem: Words }> {
  if (!URL.canParse(url) || !/^(http|ws)s?:/.test(url)) return { info: UNKNOWN, problem: (t) => t.server.wrongAddress };
  try {
    const response = await fetch(httpUrl(url, 'health'), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const said = (await response.json()) as Record<string, unknown>;
    return { info: parseServerInfo(said), problem: '' };
  } catch {
    return { info: UNKNOWN, problem: (t) => t.server.unreachable(url) };
  }
}

/** @throws Error with a text for people. */
export async function tokenFor(url: string, userId: string): Promise<string> {
  const { token } = await askForToken(url, userId);
  if (typeof token !== 'string') throw new Error(TOKEN.unavailable);
  return token;
}

async function askForToken(url: string, userId: string): Promise<{ token?: unknown }> {
  const body = JSON.stringify({ userId });
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(httpUrl(url, 'dev/tokens'), { method: 'POST', body, signal });
    return Object(await response.json());
  } catch {
    throw new Error(TOKEN.unanswered);
  }
}
