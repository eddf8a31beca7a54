/** Environment variables that have gone. One that is still set stops the start: a limit that nobody reads protects nobody. */

/** The old name → what is to be set now, in words that go behind "set". */
const RENAMED: Readonly<Record<string, string>> = {
  CONNECTS_PER_MINUTE:
    'CONNECTS_REFUSED_PER_MINUTE for connects that are refused, CONNECTS_ACCEPTED_PER_MINUTE for others',
  JOINS_PER_MINUTE: 'UNKNOWN_SESSIONS_PER_MINUTE, which counts joins of sessions that are not there, and no others',
  LOOKUP_MISSES_PER_MINUTE: 'UNKNOWN_SESSIONS_PER_MINUTE, which counts them together with joins',
};

/** @returns one line for each old name that is set; an empty one counts as not set. */
export function problemsOfRenamed(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(RENAMED).flatMap(([name, successor]) =>
    (environment[name]?.trim() ?? '') === '' ? [] : [`${name} is no longer read; set ${successor}`],
  );
}
