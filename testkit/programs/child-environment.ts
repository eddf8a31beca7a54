/** The environment of a process that is started here: this process's own, and what it is told. */
import { documentedSettings } from './documented-settings.ts';

/** Recording coverage slows a process down, and what is killed leaves no record. */
const COVERAGE_RECORDER = 'NODE_V8_COVERAGE';

/** The caller's environment, Rostrum's settings among them, and without the coverage recorder. */
export function childEnvironment(told: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { [COVERAGE_RECORDER]: _, ...inherited } = process.env;
  return { ...inherited, ...told };
}

/** The same without what a server takes for its settings: it has the defaults, and what it is told. */
export function plainEnvironment(told: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const settings = new Set(Object.keys(documentedSettings()));
  const kept = Object.entries(childEnvironment()).filter(([name]) => !settings.has(name) && !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), ...told };
}
