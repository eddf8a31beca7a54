/** How long an unattended screen waits before it asks for its session again. Pure. */

export type Absence =
  /** The server does not answer, or not with a session. */
  | 'unreachable'
  /** The server knows no such session: it has not begun, or is over. */
  | 'noSession'
  /** The session or the server is full, or the address has asked for too much. */
  | 'refused';

/**
 * One code asked for again and again is one unknown session a minute, of the ten that an address may ask for: the hall
 * around the screen may share its address. So no code needs to be asked for rarely; the limits are for the server's sake.
 */
const WAITS: Readonly<Record<Absence, readonly number[]>> = {
  unreachable: [500, 1_000, 2_000, 4_000, 8_000],
  noSession: [5_000, 10_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000, 30_000],
  refused: [10_000, 30_000, 60_000],
};
/** A server that wants more is asked once in this time. */
const MOST_MS = 300_000;
const SPREAD = 0.25;

/**
 * @param times how often this was the answer, from 1. @param askedMs what the server asked for; 0: nothing.
 * @param random 0..1: many screens do not come back at once.
 */
export function patienceMs(absence: Absence, times: number, askedMs: number, random: number): number {
  const waits = WAITS[absence];
  const own = waits[Math.min(times, waits.length) - 1] ?? MOST_MS;
  return Math.round(Math.min(MOST_MS, Math.max(own, askedMs)) * (1 + SPREAD * random));
}
