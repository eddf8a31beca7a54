/** The environment of a child process: that of this process, and what the caller adds. */
import { documentedSettings } from './documented-settings.ts';

/** Recording coverage slows a process down, and a killed process leaves no record. */
const COVERAGE_RECORDER = 'NODE_V8_COVERAGE';

/** The environment of this process, including Rostrum's settings, without the coverage recorder. */
export function childEnvironment(told: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { [COVERAGE_RECORDER]: _, ...inherited } = process.env;
  return { ...inherited, ...told };
}

/** The same without Rostrum's and AWS settings, so that a server has the defaults and what it is told. */
export function plainEnvironment(told: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const settings = new Set(Object.keys(documentedSettings()));
  const kept = Object.entries(childEnvironment()).filter(([name]) => !settings.has(name) && !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), ...told };
}
