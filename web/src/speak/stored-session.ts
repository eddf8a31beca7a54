/** The session that this tab speaks in, kept over a reload. The server keeps a speaker's session for some seconds. */
import { thisTab } from '../this-tab.ts';
import { type ClockPosition, oldPosition } from './desk/spoken-times.ts';

const KEY = 'session';

export interface StoredSession {
  readonly url: string;
  readonly sessionId: string;
  readonly sourceLanguage: string;
  /** Where the session's clock was when the page was left. */
  readonly clock?: ClockPosition | undefined;
  /** The translation that was shown. */
  readonly monitor?: string | undefined;
  /** Another tab or device has taken the session over. */
  readonly isTaken?: boolean | undefined;
}

export function storedSession(): StoredSession | undefined {
  try {
    const { url, sessionId, sourceLanguage, clock, monitor, isTaken } = JSON.parse(thisTab.get(KEY) ?? 'null') ?? {};
    if (typeof url !== 'string' || typeof sessionId !== 'string') return undefined;
    return { url, sessionId, sourceLanguage, clock, monitor, isTaken };
  } catch {
    return undefined;
  }
}

export function storeSession(session: StoredSession | undefined): void {
  if (session) thisTab.set(KEY, JSON.stringify(session));
  else thisTab.remove(KEY);
}

/** The session, in which another tab or device may have spoken since. */
export function sinceThen(session: StoredSession): StoredSession {
  return { ...session, clock: oldPosition(session.clock) };
}
