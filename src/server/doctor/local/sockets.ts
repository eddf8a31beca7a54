/** The native part of the socket library: there, and loaded by this Node. */
import { loadSocketLibrary } from '../../sockets/socket-library.ts';
import type { Finding, IndependentCheck } from '../check.ts';

export const socketsCheck: IndependentCheck = {
  id: 'sockets',
  claim: 'The socket library is installed, and this Node loads it.',
  fix: 'Run npm ci with the Node that runs the server, on the system that it runs on.',
  needs: [],
  ignoresConfig: true,
  run: async () => judgeSockets(loadSocketLibrary),
};

/** By what the library's loader says. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/glibc/, 'See the check glibc.'],
  [/there is no build/, 'See the check node.'],
];

/** @param load Throws one line that says what is missing. */
export function judgeSockets(load: () => unknown): Finding {
  const { platform, arch, versions } = process;
  try {
    load();
    return { verdict: 'passed', said: `uWebSockets.js for ${platform} on ${arch}, ABI ${versions.modules}` };
  } catch (error) {
    // Its own message has the remedy; the cause has only what the system said.
    const said = error instanceof Error ? error.message : String(error);
    const fix = FIXES.find(([pattern]) => pattern.test(said))?.[1];
    return { verdict: 'failed', said, ...(fix === undefined ? {} : { fix }) };
  }
}
