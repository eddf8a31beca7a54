/** The session that this tab speaks in, kept over a reload. The server keeps a speaker's session for some seconds. */

const KEY = 'rostrum.session';

export interface StoredSession {
  readonly url: string;
  readonly sessionId: string;
  readonly sourceLanguage: string;
}

export function storedSession(): StoredSession | undefined {
  try {
    const { url, sessionId, sourceLanguage } = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? {};
    return typeof url === 'string' && typeof sessionId === 'string' ? { url, sessionId, sourceLanguage } : undefined;
  } catch {
    return undefined;
  }
}

export function storeSession(session: StoredSession | undefined): void {
  if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
  else sessionStorage.removeItem(KEY);
}
