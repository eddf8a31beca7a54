/** The speech model for a test that needs it: setup's, or the one that EMBEDDED_ASR_MODEL_FOLDER names. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type MoonshineModel, moonshineModelIn } from '../../emulators/transcribe/engines/model-files.ts';
import type { MoonshineSpec } from '../../emulators/transcribe/hearing/engine-spec.ts';
import { defaultModelFolder, NO_MODEL_PLACE } from '../../src/integrations/emulators/model-folder.ts';

let looked: Promise<MoonshineModel> | undefined;

/** The model's folder; empty, as where none is set, for a user without a home folder. */
export function speechModelFolder(): string {
  return process.env.EMBEDDED_ASR_MODEL_FOLDER || (defaultModelFolder(process.env) ?? '');
}

/**
 * What an engine loads; the files' hashes are right. Undefined: there is no model, and the test has been skipped with the
 * reason; where CI is set it fails instead, because there setup has fetched the model.
 *
 *     const model = await speechModel(t);
 *     if (model === undefined) return;
 */
export async function speechModel(t: TestContext): Promise<MoonshineSpec | undefined> {
  const folder = speechModelFolder();
  if (folder !== '') looked ??= moonshineModelIn(folder);
  const model = await looked;
  if (model?.ok) return model.spec;
  const reason = `no speech model: ${model === undefined ? NO_MODEL_PLACE : `${model.reason}; npm run setup fetches it`}`;
  if (process.env.CI) assert.fail(reason);
  t.skip(reason);
  return undefined;
}
