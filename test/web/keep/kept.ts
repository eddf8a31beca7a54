/** What a page that keeps words is told, for its tests. */
import { KeptWords } from '../../../web/src/keep/kept-words.ts';
import type { Said } from '../../../web/src/words.ts';
import { LimitedStorage } from './limited-storage.ts';

export const SESSION = 'golden-eagle-427';
export const ORIGINAL = { kind: 'original', language: 'en' } as const;
export const SPANISH = { kind: 'translation', language: 'es' } as const;
/** 2026-11-30, 19:00 in UTC. */
export const START_MS = Date.UTC(2026, 10, 30, 19);

let pages = 0;

/** A page that is opened now. @param browser its storage, or what has none. */
export function openPage(browser: LimitedStorage | 'private' = new LimitedStorage(), sessionId = SESSION) {
  const storage = browser === 'private' ? undefined : browser;
  const page = { nowMs: START_MS };
  pages += 1;
  const kept = new KeptWords({ sessionId, storage, page: `p${String(pages).padStart(9, '0')}`, now: () => page.nowMs });
  return { kept, page };
}

/** A final segment from its first to its last second. */
export function segment(resultId: string, at: number, text: string, from: number, to: number, epoch = 0): Said {
  return {
    ...{ text, isPartial: false, resultId, segment: at, epoch },
    startTimeMs: from * 1_000,
    endTimeMs: to * 1_000,
  };
}

/** The text of each line, with its seconds. */
export function read(
  kept: KeptWords,
  track: { kind: 'original' | 'translation'; language: string } = ORIGINAL,
): string[] {
  return kept.lines(track).map(({ startMs, endMs, text }) => `${startMs / 1_000}-${endMs / 1_000} ${text}`);
}
