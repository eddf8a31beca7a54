/** An engine that decodes clips whole, as the process around it wants one. Shares the decoder among hearings. */
import type { ClipDecoder, VoiceDetector } from './clip-decoder.ts';
import { ClipHearing } from './clip-hearing.ts';
import type { LoadedEngine } from './hearing.ts';

/** @param createDetector makes one for each hearing */
export function createClipEngine(decoder: ClipDecoder, createDetector: () => VoiceDetector): LoadedEngine {
  let emptyUtterances = 0;
  return {
    get emptyUtterances() {
      return emptyUtterances;
    },
    createHearing: (request) =>
      new ClipHearing({ decoder, detector: createDetector(), request, onEmpty: () => emptyUtterances++ }),
  };
}
