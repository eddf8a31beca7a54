/** Checks that a folder can hold the store, before dynalite meets it: dynalite ends the process when it cannot. */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';

interface LevelStore {
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the folder where it is missing. Rejects with one line when it is locked, unreadable or no folder. */
export async function prepareDataFolder(folder: string): Promise<void> {
  // The very LevelDB dynalite opens the folder with, wherever npm has put it.
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { Level } = fromDynalite('level') as { Level: new (path: string) => LevelStore };
  try {
    await mkdir(folder, { recursive: true });
    const store = new Level(folder);
    await store.open();
    await store.close();
  } catch (error) {
    throw new Error(`data folder ${folder} ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (cause === undefined) return `cannot be used: ${code ?? message}`;
  const inner = cause as NodeJS.ErrnoException;
  return inner.code === 'LEVEL_LOCKED' ? 'is in use by another process' : `cannot be used: ${inner.message}`;
}
