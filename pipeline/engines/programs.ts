/** Finds installed programs, and the Debian packages of the programs that the local engines need. Runs none. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PACKAGES: Readonly<Record<string, string>> = {
  'espeak-ng': 'espeak-ng',
  'lt-proc': 'lttoolbox',
  'cg-proc': 'cg3',
  'lrx-proc': 'apertium-lex-tools',
  'lsx-proc': 'apertium-separable',
  'rtx-proc': 'apertium-recursive',
  'hfst-proc': 'hfst',
  'apertium-anaphora': 'apertium-anaphora',
};

/** Whether a program can be run by its name. @param path directories, as in PATH. */
export function isInstalled(program: string, path: string): boolean {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return directory !== '';
    } catch {
      return false;
    }
  });
}

/** @returns the Debian package to install for a program. */
export function packageOf(program: string): string {
  return PACKAGES[program] ?? 'apertium';
}
