/** The one thing that a listener should know now: of all that is known, the most important. Pure. */
import type { ConnectionChange } from '../../../src/client/client-events.ts';
import type { OnAir } from '../liveness/on-air.ts';
import type { SignState } from '../liveness/sign-watch.ts';

/** In order of importance; without a network "offline" comes before the attempts that it makes vain. */
export type ListenCondition =
  | 'joining'
  | 'inLine'
  | 'reconnecting'
  | 'offline'
  | 'noSign'
  | 'ended'
  | 'away'
  | 'paused'
  | 'muted'
  | 'notStarted'
  | 'silent'
  | 'onAir';

export interface ListenFacts {
  readonly connection: ConnectionChange['state'];
  /** The next attempt, on the clock of `nowMs`; only while reconnecting. */
  readonly retryAtMs?: number | undefined;
  /** The server is there and asks to wait. */
  readonly isInLine?: boolean | undefined;
  readonly sign: SignState;
  /** Time without a sign, ms. */
  readonly quietMs: number;
  readonly onAir: OnAir;
}

export interface Condition {
  readonly condition: ListenCondition;
  /** Until the next attempt (inLine, reconnecting: 0 is now), or without a sign (noSign). Whole seconds. */
  readonly seconds?: number;
}

export function conditionOf(facts: ListenFacts, nowMs: number): Condition {
  const { connection, retryAtMs = nowMs, isInLine = false, sign, quietMs, onAir } = facts;
  if (connection === 'closed') return { condition: 'ended' };
  if (connection === 'connecting') return { condition: 'joining' };
  if (sign === 'offline' && !isInLine) return { condition: 'offline' };
  if (connection === 'reconnecting') {
    const seconds = Math.max(0, Math.ceil((retryAtMs - nowMs) / 1_000));
    return { condition: isInLine ? 'inLine' : 'reconnecting', seconds };
  }
  if (sign === 'quiet') return { condition: 'noSign', seconds: Math.floor(quietMs / 1_000) };
  return { condition: onAir };
}

type Mood = 'good' | 'quiet' | 'busy' | 'bad';

/** How each condition is coloured. In what is busy or bad nothing else is said beside it. */
export const MOODS: Readonly<Record<ListenCondition, Mood>> = {
  joining: 'busy',
  inLine: 'busy',
  reconnecting: 'busy',
  offline: 'bad',
  noSign: 'bad',
  ended: 'quiet',
  away: 'busy',
  paused: 'quiet',
  muted: 'quiet',
  notStarted: 'quiet',
  silent: 'quiet',
  onAir: 'good',
};
