/** Every corpus that this machine has, and what it lacks. */
import { asteriskSounds } from './asterisk-sounds.ts';
import { pocketsphinxTestdata } from './pocketsphinx-testdata.ts';
import type { Corpus, CorpusOutcome } from './recording.ts';
import { syntheticSpeech } from './synthetic.ts';

export interface Corpora {
  readonly corpora: readonly Corpus[];
  /** One line for each that is missing, with the way to get it. */
  readonly missing: readonly string[];
}

export function findCorpora(): Corpora {
  const outcomes: CorpusOutcome[] = [
    pocketsphinxTestdata('librivox'),
    pocketsphinxTestdata('cards'),
    asteriskSounds(),
    { ok: true, corpus: syntheticSpeech() },
  ];
  return {
    corpora: outcomes.flatMap((outcome) => (outcome.ok ? outcome.corpus : [])),
    missing: outcomes.flatMap((outcome) => (outcome.ok ? [] : `${outcome.name} not measured: ${outcome.message}`)),
  };
}
