/** Which packages a release has, and which of their files. Reads nothing but what it is given. */

/** A package of package-lock.json, as far as it is used here. */
export interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** The machine that the release runs on. */
export const TARGET = { platform: 'linux', arch: 'x64' } as const;

/** The compiled socket library for each Node that the server runs on: 20, 22 and 24, by their ABI versions. */
export const SOCKET_BINARIES = [
  'uws-node20/binaries/uws_linux_x64_115.node',
  'uws-node22/uws_linux_x64_127.node',
  'uws-node22/uws_linux_x64_137.node',
] as const;

/** The speech engines, 60 MB. They need a model, which a release does not have, and AWS mode has no use for them. */
const SPEECH_ENGINES = /^node_modules\/(sherpa-onnx-|@napi-rs\/whisper)/;

/** Not needed to run: source maps, types, C and C++ sources, other systems' builds. */
const UNUSED: readonly RegExp[] = [
  /\.map$/,
  /\.d\.[cm]?ts$/,
  /^node_modules\/(koffi\/(vendor|doc)|classic-level\/deps)\//,
  /\.(c|cc|cpp|h|hh|S|asm|inc|gyp|def)$/,
  new RegExp(`/prebuilds/(?!${TARGET.platform}-${TARGET.arch}/)`),
];

/**
 * @param packages of package-lock.json.
 * @returns paths such as node_modules/pino, sorted, with their entries: everything but tools of development and speech engines.
 */
export function productPackages(packages: Readonly<Record<string, LockedPackage>>): [string, LockedPackage][] {
  const suits = (wanted: readonly string[] | undefined, own: string) => wanted === undefined || wanted.includes(own);
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && !SPEECH_ENGINES.test(path))
    .filter(([, { os, cpu }]) => suits(os, TARGET.platform) && suits(cpu, TARGET.arch))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @param path of a file, from the root of the release. */
export function isNeeded(path: string): boolean {
  if (/^node_modules\/uws-node\d+\/.*\.node$/.test(path)) {
    return SOCKET_BINARIES.some((name) => path === `node_modules/${name}`);
  }
  return !UNUSED.some((pattern) => pattern.test(path));
}
