/** Loads the engine that a spec names. */
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { LoadedEngine } from '../hearing/hearing.ts';
import { openMoonshine } from './moonshine-engine.ts';
import { openSherpaOffline } from './sherpa-offline-engine.ts';
import { openTransducer } from './transducer-engine.ts';
import { openWhisper } from './whisper-engine.ts';

/** @throws Error, one line, when a part of the engine is missing */
export async function openEngine(spec: EngineSpec): Promise<LoadedEngine> {
  switch (spec.kind) {
    case 'moonshine':
      return await openMoonshine(spec);
    case 'whisper':
      return await openWhisper(spec);
    case 'transducer':
      return await openTransducer(spec);
    case 'sherpaOffline':
      return await openSherpaOffline(spec);
  }
}
