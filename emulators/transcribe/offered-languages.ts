/** Limits a recogniser to some of its languages. */
import { NOTHING_COUNTED } from '../../src/protocol/recogniser-counts.ts';
import { type Recogniser, withInfo } from './recogniser.ts';

/** @param languages two letters each. Streams in other languages are refused and counted as refused. */
export function offering(languages: readonly string[], recogniser: Recogniser): Recogniser {
  let refused = 0;
  const offered = withInfo(recogniser, { languages });
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
