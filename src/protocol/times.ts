/**
 * The two kinds of time, as types: the compiler refuses one where the other is expected. A plain number is accepted as
 * either, so that sums and tests need no conversion.
 */

declare const clock: unique symbol;

/**
 * Milliseconds since 1970 by the system's clock. For times that are compared with another machine's clock: timestamps
 * on the wire, rows and their expiry, signatures. The system's clock may be set forwards or back at any moment.
 */
export type UnixMs = number & { readonly [clock]?: 'unix' };

/**
 * Milliseconds since an arbitrary moment, by a clock that is never set. For differences: durations, deadlines, rates.
 * Has no meaning outside the process.
 */
export type MonotonicMs = number & { readonly [clock]?: 'monotonic' };
