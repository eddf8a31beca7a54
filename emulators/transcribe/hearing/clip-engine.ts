/** Makes a LoadedEngine from a decoder of whole clips. All hearings share the decoder. */
import type { ClipDecoder, VoiceDetector } from './clip-decoder.ts';
import { ClipHearing } from './clip-hearing.ts';
import type { LoadedEngine } from './hearing.ts';

/**
 * @param createDetector makes a detector for a hearing when none is free. A detector takes 9 MB that the garbage collector does
 *   not see and frees late, so detectors are used again: there are never more than hearings have been open at once.
 */
export function createClipEngine(decoder: ClipDecoder, createDetector: () => VoiceDetector): LoadedEngine {
  const free: VoiceDetector[] = [];
  let emptyUtterances = 0;
  return {
    get emptyUtterances() {
      return emptyUtterances;
    },
    createHearing(request) {
      const detector = free.pop() ?? createDetector();
      const onClose = () => {
        detector.reset();
        free.push(detector);
      };
      return new ClipHearing({ decoder, detector, request, onEmpty: () => emptyUtterances++, onClose });
    },
  };
}
