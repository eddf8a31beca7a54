/** The C library: the socket library for Node 22 and 24 needs a newer one than Node itself. */
import type { Finding, IndependentCheck } from '../check.ts';

/** By Node's ABI: the newest symbols that the binaries use, as `objdump -T` lists them. */
const NEEDED_BY_ABI: Readonly<Record<string, string>> = { '115': '2.27', '127': '2.38', '137': '2.38' };

export const glibcCheck: IndependentCheck = {
  id: 'glibc',
  claim: 'The C library is new enough for the socket library.',
  fix: 'Use Debian 13, Ubuntu 24.04 or newer; on an older system with glibc use Node 20.',
  needs: [],
  ignoresConfig: true,
  run: async () => judgeGlibc({ platform: process.platform, abi: process.versions.modules, glibc: findGlibc() }),
};

export interface GlibcSeen {
  readonly platform: string;
  /** Node's ABI version. */
  readonly abi: string;
  /** Such as 2.36; undefined where there is another C library. */
  readonly glibc: string | undefined;
}

export function judgeGlibc({ platform, abi, glibc }: GlibcSeen): Finding {
  if (platform !== 'linux') return { verdict: 'skipped', said: `${platform} has no glibc` };
  if (glibc === undefined) {
    return { verdict: 'failed', said: 'this system has no glibc (Alpine has musl), and the socket library needs it' };
  }
  const needed = NEEDED_BY_ABI[abi];
  if (needed === undefined)
    return { verdict: 'skipped', said: `glibc ${glibc}; this Node is not supported (see node)` };
  return isAtLeast(glibc, needed)
    ? { verdict: 'passed', said: `glibc ${glibc}; ${needed} or newer is needed` }
    : { verdict: 'failed', said: `glibc ${glibc} is older than ${needed}` };
}

function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

function findGlibc(): string | undefined {
  const { report } = process as { report?: { excludeNetwork?: boolean; getReport(): unknown } };
  if (report === undefined) return undefined;
  // Otherwise the report looks up the names of connected addresses.
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime;
}
