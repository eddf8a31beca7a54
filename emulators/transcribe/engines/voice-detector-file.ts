/** The voice detector's model, which setup puts into its folder. For engines that have none of their own. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_FILES, sha256Of } from './model-files.ts';

export type VoiceDetectorFile =
  | { readonly ok: true; readonly path: string }
  /** One line with the path. */
  | { readonly ok: false; readonly reason: string };

const { name, bytes, sha256 } = MODEL_FILES.voiceDetector;

/** The path, whether the file is there or not. */
export const voiceDetectorPath = (folder: string) => join(folder, name);

/** Never rejects. */
export async function voiceDetectorIn(folder: string): Promise<VoiceDetectorFile> {
  const path = voiceDetectorPath(folder);
  try {
    const isPinned = (await stat(path)).size === bytes && (await sha256Of(path)) === sha256;
    return isPinned
      ? { ok: true, path }
      : { ok: false, reason: `the voice detector ${path} is not the file that is pinned` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      reason: `the voice detector ${path} ${code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`}`,
    };
  }
}
