/** Checks in a separate process that the compiled part of sherpa-onnx loads here. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nativePartFault, SHERPA_NATIVE_PART } from '../../emulators/transcribe/engines/sherpa-native-part.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = `${SHERPA_NATIVE_PART}/sherpa-onnx.node`;
const PROBE = `try { require('${FILE}') } catch (e) { console.error(e.code, e.message); process.exit(1) }`;

/** @returns one line that says what is missing. Undefined: it loads. */
export function nativePartProblem(): string | undefined {
  const options = { cwd: ROOT, encoding: 'utf8', timeout: 20_000 } as const;
  const { status, stderr } = spawnSync(process.execPath, ['-e', PROBE], options);
  return status === 0 ? undefined : nativePartFault(stderr);
}
