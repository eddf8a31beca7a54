/** Which other programs are installed on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program of this name is on the caller's PATH. */
export function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}
