/** Names an engine's error. A service's message may quote the text, its name does not. Messages of plain errors come from this code. */
export function describeEngineError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.name === 'Error' ? error.message : error.name;
}
