/** Finds the line in a server's output that says why it ended. Pure. */

const STACK_LINE = /^\s+at \S/;
const ERROR_LINE = /^(Uncaught )?\w*Error\b.*: /;
const SERIOUS = ['error', 'fatal'];

/**
 * @returns the last line that is no log line (of a crash, the line that names the error), or else the message of the last
 * log line of level error. Undefined: there is neither.
 */
export function reasonOf(lines: readonly string[]): string | undefined {
  const newestFirst = lines.filter((line) => line.trim() !== '').reverse();
  const plain = newestFirst.filter((line) => parse(line) === undefined);
  const crash = plain.some((line) => STACK_LINE.test(line)) ? plain.find((line) => ERROR_LINE.test(line)) : undefined;
  const reason = crash ?? plain.find((line) => !/^(\s|[{}]|Node\.js v)/.test(line));
  if (reason !== undefined) return reason.trim();
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
