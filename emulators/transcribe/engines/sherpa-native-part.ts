/** The compiled part of sherpa-onnx for this system, and the reason why such a part does not load, in one line. */

/** Package name. sherpa-onnx-node finds this package itself, but hides the reason when it cannot be loaded. */
export const SHERPA_NATIVE_PART = `sherpa-onnx-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** @param said Node's error about the file, with its code first if it has one. @param part the package with the file. */
export function nativePartFault(said: string, library = 'sherpa-onnx', part = SHERPA_NATIVE_PART): string {
  const line = said.trim().split('\n')[0] ?? '';
  const glibc = /GLIBC_([\d.]+)' not found/.exec(line)?.[1];
  if (glibc !== undefined) {
    return `${library} needs glibc ${glibc} or newer (Debian 12, Ubuntu 22.04), this system's is older`;
  }
  if (/GLIBCXX_[\d.]+' not found/.test(line)) return `${library} needs a newer libstdc++ than this system has`;
  if (line.startsWith('MODULE_NOT_FOUND')) {
    return `${library} has no package ${part} here: npm ci leaves it out where there is none, and with --omit=optional`;
  }
  return `${library} does not load on Node ${process.versions.node} here: ${line.slice(0, 200) || 'it ended without a word'}`;
}
