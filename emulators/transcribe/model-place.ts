/** The folder of Moonshine's model and the voice detector, and what to do where something in it is wrong. */
import type { AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import { NO_MODEL_PLACE } from '../../src/integrations/emulators/model-folder.ts';

export type ModelPlace =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false /** One line. */; readonly reason: string };

export function modelPlaceOf({ modelFolder: folder }: Pick<AsrSettings, 'modelFolder'>): ModelPlace {
  return folder === undefined ? { ok: false, reason: NO_MODEL_PLACE } : { ok: true, folder };
}

/** The end of a line on what is wrong there. What somebody named is theirs: setup replaces nothing in it. */
export function howToMend({ modelFolderNamedBy }: Pick<AsrSettings, 'modelFolderNamedBy'>): string {
  return modelFolderNamedBy === undefined ? 'npm run setup fetches it' : `${modelFolderNamedBy} names this folder`;
}
