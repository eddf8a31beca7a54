/** The archive that these tests are given, and how it is unpacked. */
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';

/** What `npm run node24` starts these tests with. */
export const STARTED_WITH = { archive: process.env.ROSTRUM_RELEASE ?? '' } as const;

/** The first of the two commands. @returns the folder that it makes. */
export function unpack(archive: string, folder: string): string {
  if (archive === '') throw new Error('ROSTRUM_RELEASE names no archive: npm run node24 runs this test');
  execFileSync('tar', ['-xzf', archive], { cwd: folder });
  return join(folder, basename(archive, '.tar.gz'));
}
