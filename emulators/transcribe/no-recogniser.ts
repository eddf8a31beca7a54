/** The recogniser when no real one starts: refuses every stream with a reason. Everything else works. */
import { NO_RECOGNISER } from '../../src/integrations/emulators/recogniser-info.ts';
import type { Recogniser } from './recogniser.ts';

/** @param why the reason why no recogniser started, in one line. */
export function createNoRecogniser(why: string): Recogniser {
  return {
    info: { engine: NO_RECOGNISER, model: 'no recogniser', languages: [], maxStreams: 0, note: why },
    open: () => ({ ok: false, reason: 'broken', message: 'There is no speech recogniser on this machine.' }),
    close: async () => {},
  };
}
