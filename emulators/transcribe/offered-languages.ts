/** A recogniser that takes fewer languages than it knows. */
import { NOTHING_COUNTED } from '../../src/protocol/recogniser-counts.ts';
import { type Recogniser, withFacts } from './recogniser.ts';

/** @param languages Two letters each; others are refused, and counted where refusals are. */
export function offering(languages: readonly string[], recogniser: Recogniser): Recogniser {
  let refused = 0;
  const offered = withFacts(recogniser, { languages });
  return {
    ...offered,
    ...(recogniser.counts && {
      counts: () => {
        const counted = recogniser.counts?.() ?? NOTHING_COUNTED;
        return { ...counted, refused: counted.refused + refused };
      },
    }),
    open: (request, listener) => {
      const [language = ''] = request.languageCode.split('-');
      if (languages.includes(language)) return offered.open(request, listener);
      refused++;
      const message = `The local recogniser takes ${languages.join(', ')} only, not ${request.languageCode}.`;
      return { ok: false, reason: 'unsupported', message };
    },
  };
}
