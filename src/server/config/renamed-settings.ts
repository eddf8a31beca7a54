/** Environment variables that were renamed. An old name that is still set stops the start: its limit would not be applied. */

/** Old name → the new names, as words that follow "set". */
const RENAMED: Readonly<Record<string, string>> = {
  CONNECTS_PER_MINUTE:
    'CONNECTS_REFUSED_PER_MINUTE for connections that are refused, and CONNECTS_ACCEPTED_PER_MINUTE for those that are accepted',
  JOINS_PER_MINUTE: 'UNKNOWN_SESSIONS_PER_MINUTE, which counts only joins of sessions that do not exist',
  LOOKUP_MISSES_PER_MINUTE:
    'UNKNOWN_SESSIONS_PER_MINUTE, which counts look-ups and joins of sessions that do not exist together',
};

/** @returns one line for each old name that is set; an empty one counts as not set. */
export function problemsOfRenamed(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(RENAMED).flatMap(([name, successor]) =>
    (environment[name]?.trim() ?? '') === '' ? [] : [`${name} is no longer read; set ${successor}`],
  );
}
