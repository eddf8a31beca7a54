/** The environment of the processes that are started here: this one's, and what they are told. */

/** Without the coverage recorder: what is measured should run as it does in earnest. */
export function childEnvironment(told: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE: _, ...inherited } = process.env;
  return { ...inherited, ...told };
}
