/** Stands where no recogniser could be had: everything else goes on, and whoever would speak is told. */
import { NO_RECOGNISER } from '../../src/integrations/emulators/recogniser-facts.ts';
import type { Recogniser } from './recogniser.ts';

/** @param why What was looked for and not found, in one line. */
export function createNoRecogniser(why: string): Recogniser {
  return {
    facts: { engine: NO_RECOGNISER, model: 'no recogniser', languages: [], maxStreams: 0, note: why },
    open: () => ({ ok: false, reason: 'broken', message: 'There is no speech recogniser on this machine.' }),
    close: async () => {},
  };
}
