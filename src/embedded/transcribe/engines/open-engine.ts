/** Loads the engine a spec names. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { openMoonshine } from './moonshine-engine.ts';

/** @throws Error, one line, when a part of it is missing */
export async function openEngine(spec: EngineSpec): Promise<LoadedEngine> {
  if (spec.kind === 'moonshine') return await openMoonshine(spec);
  throw new Error(`There is no engine for ${spec.kind}`);
}
