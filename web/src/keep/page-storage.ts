/** The words that this page keeps: the browser's storage behind them, which may be closed. */
import { KeptStore, type StoredSession, type TextStorage } from './kept-store.ts';
import { KeptWords } from './kept-words.ts';

/** The session whose words this page keeps at the moment, and those that it looks at. */
const open = new Map<string, KeptWords>();

/** @returns the words of a session: the same ones as long as the page is open. */
export function keptWords(sessionId: string): KeptWords {
  const known = open.get(sessionId);
  if (known) return known;
  // Digits of one length, so that a later page's key sorts after an earlier one's; and something for two at a time.
  const page = `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
  const kept = new KeptWords({ sessionId, storage: storage(), page, now: Date.now });
  open.set(sessionId, kept);
  if (open.size === 1) addEventListener('storage', forget);
  return kept;
}

/** @returns sessions of which words are kept on this device, newest first. */
export function keptSessions(): readonly StoredSession[] {
  return new KeptStore(storage()).sessions();
}

/** A person has deleted a session in another page. */
function forget(event: StorageEvent): void {
  const sessionId = new KeptStore(undefined).deletedBy(event);
  if (sessionId !== undefined) open.get(sessionId)?.forget(false);
}

/** Where the browser blocks storage, even the property throws. */
function storage(): TextStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
