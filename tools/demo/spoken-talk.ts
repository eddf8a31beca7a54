/** Chooses the demo's talk: a person's voice if it is installed and the recogniser understands it, else a synthetic voice. */
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { understandsPeople } from '../../src/protocol/recogniser-text.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { FliteVoice } from '../../testkit/speech/flite.ts';
import { RECORDINGS_PACKAGE, readPersonTalk } from '../../testkit/speech/person-talk.ts';
import { LONG_TALK, makeTalk, type Talk } from '../../testkit/speech/talk.ts';

export const VOICES = ['person', 'rms', 'awb', 'slt', 'kal'] as const satisfies readonly ('person' | FliteVoice)[];
export type Voice = (typeof VOICES)[number];

const SYNTHETIC_VOICE = 'rms';

export interface SpokenTalk {
  readonly talk: Talk;
  /** Remarks about the choice, one line each. */
  readonly notes: readonly string[];
}

/** Gives the talk, once the recogniser is known. */
export type TalkChoice = (asr: Pick<AsrReport, 'engine'>) => SpokenTalk;

/** The talk with long sentences, which no person has recorded. @param voice undefined: the demo's synthetic one. */
export function prepareLongTalk(voice: FliteVoice | undefined, sentences: number): TalkChoice {
  const talk = makeTalk(voice ?? SYNTHETIC_VOICE, sentences, LONG_TALK);
  return () => ({ talk, notes: [] });
}

/**
 * @param voice undefined: the best that is installed.
 * @param sentences the most sentences that are spoken.
 * @throws CommandFailure (exit code 2) when a person's voice is asked for and is not installed.
 */
export function prepareTalk(voice: Voice | undefined, sentences: number, read = readPersonTalk): TalkChoice {
  const synthetic = (name: FliteVoice, notes: readonly string[] = []): SpokenTalk => ({
    talk: makeTalk(name, sentences),
    notes,
  });
  if (voice !== undefined && voice !== 'person') return () => synthetic(voice);
  const person = read(sentences);
  if (!person.ok) {
    if (voice === 'person') throw new CommandFailure(`--voice person: ${person.reason}`, 2);
    const note = person.isInstalled
      ? `the recordings of a person cannot be used: ${person.reason}`
      : `a person's voice speaks instead where Debian's ${RECORDINGS_PACKAGE} is installed`;
    return () => synthetic(SYNTHETIC_VOICE, [note]);
  }
  return ({ engine }) => {
    if (voice === 'person' || understandsPeople(engine)) return person;
    const note =
      'A person would be understood too badly here, so a synthetic voice speaks: --voice person for a person all the same, ' +
      'npm run setup for a recogniser that understands people';
    return synthetic(SYNTHETIC_VOICE, [note]);
  };
}
