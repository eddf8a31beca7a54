/**
 * Selects the Node flags that a function's process inherits from its parent: loaders, and flags that affect modules.
 */

const WITH_VALUE = ['--import', '--require', '-r', '--loader', '--experimental-loader', '--conditions', '-C'];
const ALONE = ['--enable-source-maps', '--experimental-strip-types', '--experimental-transform-types', '--no-warnings'];

/** Other flags (tests, debuggers, -e scripts, heap limits) are for the parent only and are left out. */
export function inheritedFlags(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (const [at, flag] of execArgv.entries()) {
    const [name = flag] = flag.split('=', 1);
    const value = execArgv[at + 1];
    if (ALONE.includes(name) || (flag.includes('=') && WITH_VALUE.includes(name))) kept.push(flag);
    else if (WITH_VALUE.includes(flag) && value !== undefined) kept.push(flag, value);
  }
  return kept;
}
