/** Embedded mode: the folder of the tables. */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Check, Finding } from '../check.ts';

/** The tables of a day of talks are far smaller; with less than this, a log fills the disk first. */
const MIN_FREE_BYTES = 100 * 1024 * 1024;

export const dataFolderCheck: Check = {
  id: 'data-folder',
  claim: 'DATA_FOLDER can be written to, and its disk is not full.',
  fix: 'Give this user the folder (chown), free space on its disk, or name another folder in DATA_FOLDER.',
  needs: [],
  run: async ({ config }) => {
    const folder = config.mode === 'embedded' ? config.embedded.dataFolder : undefined;
    if (folder === undefined) return { verdict: 'skipped', said: 'the tables are not kept in a folder' };
    return judgeFolder(folder, await lookAtFolder(resolve(folder)));
  },
};

export interface FolderSeen {
  readonly problem?: string;
  readonly freeBytes: number;
}

/** A folder that does not exist is made by the server: then its nearest parent counts. */
async function lookAtFolder(folder: string): Promise<FolderSeen> {
  try {
    if (!(await stat(folder)).isDirectory()) return { problem: 'is not a folder', freeBytes: 0 };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(folder) !== folder) return await lookAtFolder(dirname(folder));
    return { problem: `cannot be looked at (${code})`, freeBytes: 0 };
  }
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize };
  } catch (error) {
    return { problem: `cannot be written to (${(error as NodeJS.ErrnoException).code})`, freeBytes: 0 };
  }
}

export function judgeFolder(folder: string, { problem, freeBytes }: FolderSeen): Finding {
  if (problem !== undefined) return { verdict: 'failed', said: `${folder} ${problem}` };
  const said = `${folder}: ${Math.floor(freeBytes / 1024 / 1024)} MiB free`;
  return { verdict: freeBytes < MIN_FREE_BYTES ? 'warned' : 'passed', said };
}
