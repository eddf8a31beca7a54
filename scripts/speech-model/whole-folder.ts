/** Makes a folder completely or not at all, even if another process makes the same folder at the same time. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { endCommands } from '../progress.mjs';
import { FETCHED, type FetchOutcome, failure, faultOf } from './fetch-fault.ts';

/** A workshop folder older than this was left behind by a killed setup. */
const ABANDONED_AFTER_MS = 3_600_000;
/** Longest time that a command may take to end after the signal. */
const END_WITHIN_MS = 5_000;

export interface WholeFolder {
  readonly folder: string;
  /** Disk space needed while it is made. */
  readonly neededMegabytes: number;
  /** Fills `made`, an empty folder in `workshop`. `workshop` is on the same disk as `folder`, and is removed afterwards. */
  fill(made: string, workshop: string): Promise<FetchOutcome>;
  /** Whether the present folder is complete and correct. */
  isGood(folder: string): Promise<boolean>;
}

/** Replaces a folder that is not good. An interruption leaves nothing behind. Never rejects. */
export async function makeWholeFolder({ folder, neededMegabytes, fill, isGood }: WholeFolder): Promise<FetchOutcome> {
  const parent = dirname(folder);
  const prefix = `${basename(folder)}.being-made-`;
  let workshop: string | undefined;
  const forget = () => {
    if (workshop !== undefined) rmSync(workshop, { recursive: true, force: true, maxRetries: 3 });
  };
  const interrupted = async (signal: NodeJS.Signals) => {
    // A command that still writes would create the folder again after its removal.
    await endCommands(signal, END_WITHIN_MS);
    forget();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  try {
    await makeFolders(parent);
    removeAbandoned(parent, prefix);
    const { bavail, bsize } = await statfs(parent);
    const megabytes = Math.floor((bavail * bsize) / 1e6);
    if (megabytes < neededMegabytes) {
      return failure(
        `the disk is full: ${parent} has ${megabytes} MB free, fetching needs ${neededMegabytes} MB for a while`,
      );
    }
    workshop = await mkdtemp(join(parent, prefix));
    const made = join(workshop, 'made');
    await mkdir(made);
    const outcome = await fill(made, workshop);
    return outcome.ok ? await putInPlace(made, folder, join(workshop, 'replaced'), isGood) : outcome;
  } catch (error) {
    return faultOf(parent, 1, (error as Error).message);
  } finally {
    forget();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

/** Makes a folder with its parents. On a read-only file system, Node's own function reports a missing folder instead. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolders(dirname(folder));
    await mkdir(folder);
  }
}

/** @param aside where the present folder is moved, to be removed later. */
async function putInPlace(
  made: string,
  folder: string,
  aside: string,
  isGood: WholeFolder['isGood'],
): Promise<FetchOutcome> {
  // Another process may have made it meanwhile, and may be reading it.
  if (await isGood(folder)) return FETCHED;
  await rename(folder, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  try {
    await rename(made, folder);
    return FETCHED;
  } catch (error) {
    // Another process made it between the two lines above.
    if (await isGood(folder)) return FETCHED;
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
      // Another process removes it.
    }
  }
}
