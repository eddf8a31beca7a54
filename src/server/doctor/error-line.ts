/** What went wrong, in one bounded line, of anything that was thrown. */

const MAX_CHARS = 240;
/** Errors wrap each other; what fetch says is in the cause of its own error. */
const MAX_CAUSES = 3;

/** @returns one line that is never empty, of at most 240 characters. */
export function toErrorLine(error: unknown): string {
  let innermost = error;
  for (let depth = 0; depth < MAX_CAUSES && innermost instanceof Error && innermost.cause !== undefined; depth += 1) {
    innermost = innermost.cause;
  }
  return oneLine(describe(innermost)) || oneLine(describe(error)) || 'an error without a message';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  // The message of a connection that was tried at several addresses is empty: the code says more.
  const label = typeof code === 'string' && !error.message.includes(code) ? code : '';
  return [label, error.message || error.name].filter((part) => part !== '').join(': ');
}

function oneLine(text: string): string {
  const [first = ''] = text.trim().split('\n');
  return first.trim().slice(0, MAX_CHARS);
}
