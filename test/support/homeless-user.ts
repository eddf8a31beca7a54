/** A user whom the system does not know, as a container started with a number has one: no entry, no home folder. */
import { spawnSync } from 'node:child_process';

const UID = 54_321;

/** What a program is started with to run as this user: before its path and arguments. Needs root. */
export const AS_HOMELESS: readonly string[] = [
  'setpriv',
  `--reuid=${UID}`,
  `--regid=${UID}`,
  '--clear-groups',
  ...['env', '-u', 'HOME', '-u', 'XDG_CACHE_HOME', '-u', 'EMBEDDED_ASR_MODEL_FOLDER'],
  // Of what it runs nothing can be recorded: the folder of the records is another user's.
  ...['-u', 'NODE_V8_COVERAGE'],
];

/** Why a test cannot have one, for `skip`; false where it can. */
export function whyNotHomeless(): string | false {
  if (process.getuid?.() !== 0) return 'needs root';
  const [program = '', ...args] = AS_HOMELESS;
  const look = `require('node:fs').readFileSync(${JSON.stringify(`${process.cwd()}/package.json`)})`;
  const { status } = spawnSync(program, [...args, process.execPath, '-e', look]);
  return status === 0 ? false : 'setpriv does not run here, or another user cannot read this folder';
}
