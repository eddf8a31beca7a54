/** Who listens, without this page's own monitor, which the server counts as a listener. Pure. */

export interface Audience {
  readonly listeners: number;
  /** Only languages that somebody listens in. */
  readonly byLanguage: Readonly<Record<string, number>>;
}

/**
 * @param counted By a status of the server.
 * @param monitor The language in which the page's monitor was in the session then; undefined: it was not.
 */
export function othersIn(counted: Audience, monitor: string | undefined): Audience {
  const { listeners, byLanguage } = counted;
  const own = monitor === undefined ? 0 : (byLanguage[monitor] ?? 0);
  // A status that was sent before the monitor joined does not count it.
  if (monitor === undefined || own === 0) return counted;
  const { [monitor]: _, ...rest } = byLanguage;
  return { listeners: listeners - 1, byLanguage: own > 1 ? { ...rest, [monitor]: own - 1 } : rest };
}
