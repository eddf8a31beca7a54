/** Finds installed programs, and knows which Debian package brings those the local engines need. Never runs one. */
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

/** Whether a program can be run by name. @param path directories as in PATH. */
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

/** The Debian package to install for a program. */
export function packageOf(program: string): string {
  return PACKAGES[program] ?? 'apertium';
}
