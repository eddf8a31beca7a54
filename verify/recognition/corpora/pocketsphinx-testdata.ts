/** Debian's pocketsphinx-testdata: its recordings with transcripts, five sentences of a LibriVox reader and five card games. */
import { readFileSync } from 'node:fs';
import { toMonoSpeech } from '../../../src/audio/mono-speech.ts';
import { openRecording } from '../../../src/audio/recording.ts';
import type { CorpusOutcome, Recording } from './recording.ts';

const FOLDER = '/usr/share/pocketsphinx/test/data';
const APT = 'apt-get install --no-install-recommends pocketsphinx-testdata';
const PARTS = {
  librivox: {
    name: 'LibriVox',
    transcription: 'librivox/transcription',
    credit: 'a LibriVox reader of "Sense and Sensibility", public domain',
  },
  cards: {
    name: 'Cards',
    transcription: 'cards/cards.transcription',
    credit: 'a speaker of the CMU Sphinx project, BSD-2-Clause',
  },
} as const;

export function pocketsphinxTestdata(part: keyof typeof PARTS, folder = FOLDER): CorpusOutcome {
  const { name, transcription, credit } = PARTS[part];
  try {
    const recordings = linesIn(readFileSync(`${folder}/${transcription}`, 'utf8')).map(
      ({ file, text }): Recording => ({
        id: `${part}/${file}`,
        kind: 'people',
        text,
        samples: toMonoSpeech(openRecording(readFileSync(`${folder}/${part}/${file}.wav`))),
      }),
    );
    return { ok: true, corpus: { name, kind: 'people', credit, recordings } };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { ok: false, name, message: `${folder}/${part} is not there: ${APT}` };
  }
}

/** Reads lines of `<s> words </s> (file)`. */
export function linesIn(transcription: string): { readonly file: string; readonly text: string }[] {
  return Array.from(transcription.matchAll(/^<s>\s*(.*?)\s*<\/s>\s*\((.+)\)\s*$/gm), ([, text = '', file = '']) => ({
    file,
    text,
  }));
}
