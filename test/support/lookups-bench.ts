/** Look-ups of sessions as they are wired in the server, over a sessions with faked ports. */

import { SessionLookups } from '../../src/server/http/session-lookups.ts';
import { RateLimits } from '../../src/server/sockets/rate-limits.ts';
import { setUpSessions } from './actors/sessions-bench.ts';

export const UNLIMITED = {
  connectsAcceptedPerMinute: 1_000_000,
  connectsRefusedPerMinute: 1_000_000,
  unknownSessionsPerMinute: 1_000_000,
  sessionsPerHour: 1_000_000,
};

export function setUpLookups(rates: Partial<typeof UNLIMITED> = {}) {
  const { bench, sessions, create } = setUpSessions();
  const limits = new RateLimits({ clock: bench.clock, metrics: bench.metrics, rates: { ...UNLIMITED, ...rates } });
  return { bench, sessions, create, limits, lookups: new SessionLookups({ rates: limits, finder: sessions.finder }) };
}

/** What an asker was told, in a word. */
export function verdictOf(found: { ok: true } | { ok: false; refusal: { code: string } }): string {
  return found.ok ? 'found' : found.refusal.code;
}
