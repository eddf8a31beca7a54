/** Sentences spoken by flite: four voices at three speeds, two takes of each sentence. Synthesised when asked for. */
import { type FliteVoice, speakWithFlite } from '../../../testkit/speech/flite.ts';
import { TALK } from '../../../testkit/speech/talk.ts';
import type { Corpus, Recording } from './recording.ts';

const VOICES: readonly FliteVoice[] = ['slt', 'rms', 'awb', 'kal'];
const RATES = [1, 0.85, 1.15];

/** Sentences from news and meetings, and the demo's talk. */
export const SENTENCES: readonly string[] = [
  ...TALK,
  'The weather will be cold and wet in the north, with some sun in the afternoon.',
  'The train to the airport leaves every twenty minutes from platform four.',
  'She asked whether the library would stay open during the summer.',
  'Please send your questions to the office before the end of the week.',
  'About three hundred people came to the meeting on the second of March.',
  'The price of bread has gone up by six percent since last winter.',
  'The doctor told him to rest for a few days and to drink plenty of water.',
  'We have not yet decided where the next conference will take place.',
  'Two of the five bridges were closed because of the flood.',
  'The teacher opened the window and asked everybody to sit down.',
  'Scientists say that the lake was much larger ten thousand years ago.',
  'There is a small garden behind the house where the children play.',
  'He wrote his first book at the age of twenty four.',
  'The new law will protect the rights of workers in every part of the country.',
  'Can you hear me at the back of the room?',
];

interface Take {
  readonly id: string;
  readonly text: string;
  readonly voice: FliteVoice;
  readonly rate: number;
}

/** Which voice speaks which sentence, and how fast. */
export function takes(): Take[] {
  return [0, 1].flatMap((take) =>
    SENTENCES.map((text, i) => {
      const voice = VOICES[(i + take) % VOICES.length] as FliteVoice;
      const rate = RATES[(i + take * 2) % RATES.length] as number;
      return { id: `flite/${voice}-${rate}-${i + 1}`, text, voice, rate };
    }),
  );
}

/** Gives the same samples every time. Synthesis takes about a twentieth of their length. */
export function syntheticSpeech(): Corpus {
  const recordings = takes().map(
    ({ id, text, voice, rate }): Recording => ({
      id,
      kind: 'synthetic',
      text,
      samples: speakWithFlite(text, { voice, rate }),
    }),
  );
  return { name: 'flite', kind: 'synthetic', credit: 'flite voices slt, rms, awb and kal, BSD', recordings };
}
