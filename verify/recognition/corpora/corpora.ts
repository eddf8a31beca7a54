/** Loads every corpus that is installed, and lists the missing ones. */
import { asteriskSounds } from './asterisk-sounds.ts';
import { pocketsphinxTestdata } from './pocketsphinx-testdata.ts';
import type { Corpus, CorpusOutcome } from './recording.ts';
import { syntheticSpeech } from './synthetic.ts';

export interface Corpora {
  readonly corpora: readonly Corpus[];
  /** One line for each missing corpus, with the way to get it. */
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
