/** The Node that runs the doctor, which is the one that would run the server. */
import type { Finding, IndependentCheck } from '../check.ts';

/** Majors that have a build of the socket library, with the first minor that works: package.json's `engines`. */
export const SUPPORTED_NODE: ReadonlyMap<number, number> = new Map([
  [20, 19],
  [22, 0],
  [24, 0],
]);

export const nodeCheck: IndependentCheck = {
  id: 'node',
  claim: 'This is a version of Node that the server runs on.',
  fix: 'Use Node 24, or Node 22, or Node 20 (20.19 or newer) on a system with a glibc older than 2.38.',
  needs: [],
  ignoresConfig: true,
  run: async () => judgeNode(process.version),
};

/** @param version Such as v20.19.0. */
export function judgeNode(version: string): Finding {
  const [major = Number.NaN, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const least = SUPPORTED_NODE.get(major);
  if (least === undefined) {
    return { verdict: 'failed', said: `Node ${version}: there is no build of the socket library for Node ${major}` };
  }
  if (minor < least) return { verdict: 'failed', said: `Node ${version} is older than ${major}.${least}` };
  return { verdict: 'passed', said: `Node ${version}` };
}
