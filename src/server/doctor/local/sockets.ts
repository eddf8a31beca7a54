/** The native part of the socket library: there, and loaded by this Node. */
import { loadSocketLibrary } from '../../sockets/socket-library.ts';
import type { Finding, IndependentCheck } from '../check.ts';
import { toErrorLine } from '../error-line.ts';

export const socketsCheck: IndependentCheck = {
  id: 'sockets',
  claim: 'The socket library is installed, and this Node loads it.',
  fix: 'Run npm ci with the Node that runs the server, on the system that it runs on.',
  needs: [],
  ignoresConfig: true,
  run: async () => judgeSockets(loadSocketLibrary),
};

/** @param load Throws one line that says what is missing. */
export function judgeSockets(load: () => unknown): Finding {
  const { platform, arch, versions } = process;
  try {
    load();
    return { verdict: 'passed', said: `uWebSockets.js for ${platform} on ${arch}, ABI ${versions.modules}` };
  } catch (error) {
    return { verdict: 'failed', said: toErrorLine(error) };
  }
}
