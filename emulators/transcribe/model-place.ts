/** The folder of Moonshine's model and the voice detector, and what to do when something in it is wrong. */
import type { AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import { NO_MODEL_PLACE } from '../../src/integrations/emulators/model-folder.ts';

export type ModelPlace =
  | { readonly ok: true; readonly folder: string }
  | { readonly ok: false /** One line. */; readonly reason: string };

export function toModelPlace({ modelFolder: folder }: Pick<AsrSettings, 'modelFolder'>): ModelPlace {
  return folder === undefined ? { ok: false, reason: NO_MODEL_PLACE } : { ok: true, folder };
}

/** End of an error about this folder. Setup mends only its own folder, so for another one the error names the setting. */
export function howToMend({ modelFolderNamedBy }: Pick<AsrSettings, 'modelFolderNamedBy'>): string {
  return modelFolderNamedBy === undefined ? 'npm run setup fetches it' : `${modelFolderNamedBy} names this folder`;
}
