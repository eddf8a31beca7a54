/** Finds in what a server wrote the one line that says why it ended. Pure. */

const SERIOUS = ['error', 'fatal'];

/** The last plain line, else the message of the last log line of level error; undefined when there is neither. */
export function reasonOf(lines: readonly string[]): string | undefined {
  const newestFirst = lines.filter((line) => line.trim() !== '').reverse();
  const plain = newestFirst.find((line) => parse(line) === undefined && !/^\s+at |^Node\.js v/.test(line));
  if (plain !== undefined) return plain.trim();
  const logged = newestFirst.map(parse).find((entry) => SERIOUS.includes(String(entry?.level).toLowerCase()));
  return logged === undefined ? undefined : String(logged.message ?? logged.msg);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
