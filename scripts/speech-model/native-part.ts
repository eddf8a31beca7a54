/** Whether the compiled part of sherpa-onnx loads here, asked in a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The package's own loader hides why it fails, so the file is asked for itself. */
const NAME = `sherpa-onnx-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const PROBE = `try { require('${NAME}/sherpa-onnx.node') } catch (e) { console.error(e.code, e.message); process.exit(1) }`;

/** @returns one line on what is missing; undefined where it loads. */
export function nativePartProblem(): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, ['-e', PROBE], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return status === 0 ? undefined : nativePartFault(stderr);
}

/** @param said what Node said about the file. */
export function nativePartFault(said: string): string {
  const line = said.trim().split('\n')[0] ?? '';
  const glibc = /GLIBC_([\d.]+)' not found/.exec(line)?.[1];
  if (glibc !== undefined)
    return `sherpa-onnx needs glibc ${glibc} or newer (Debian 12, Ubuntu 22.04), this system's is older`;
  if (/GLIBCXX_[\d.]+' not found/.test(line)) return 'sherpa-onnx needs a newer libstdc++ than this system has';
  if (line.startsWith('MODULE_NOT_FOUND')) {
    return `sherpa-onnx has no package ${NAME} here: npm ci leaves it out where there is none, and with --omit=optional`;
  }
  return `sherpa-onnx does not load on Node ${process.versions.node} here: ${line.slice(0, 200) || 'it ended without a word'}`;
}
