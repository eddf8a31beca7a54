/** What can be done when a speaker could not go back to the session that this tab has left. Pure. */

/** `none`: the session is over. `token`: with another token. `again`: the same, later. */
export type WayBack = 'none' | 'token' | 'again';

const OVER: readonly unknown[] = ['SESSION_NOT_FOUND', 'SESSION_ENDED'];

/** @param error why it failed. */
export function wayBack(error: unknown): WayBack {
  const { code } = Object(error) as { code?: unknown };
  if (OVER.includes(code)) return 'none';
  return code === 'INVALID_TOKEN' ? 'token' : 'again';
}
