/**
 * The two kinds of time, told apart by the compiler: the one is not taken where the other is due. A plain number is taken
 * as either, so that sums and tests need no ceremony.
 */

declare const clock: unique symbol;

/**
 * Milliseconds since 1970 by the system's clock, read at the time. For whatever is compared with somebody else's clock:
 * timestamps on the wire, rows and their expiry, signatures. The system's clock may step in either direction at any moment.
 */
export type UnixMs = number & { readonly [clock]?: 'unix' };

/**
 * Milliseconds since some moment, by a clock that never steps. For whatever is a difference: durations, deadlines, rates.
 * Means nothing outside the process.
 */
export type MonotonicMs = number & { readonly [clock]?: 'monotonic' };
