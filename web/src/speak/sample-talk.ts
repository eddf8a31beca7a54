/** The talk that comes with the pages: in a person's voice, if the build has one and the server understands it. */
import { SPEAK } from '../texts/speak.ts';

const speak = SPEAK;

/** Whether the build found recordings of a person. Set by scripts/build-web.ts. */
declare const HAS_PERSON_TALK: boolean;

export interface SampleTalk {
  /** File beside the pages. */
  readonly file: string;
  /** Text of its button, which says whose voice it is. */
  readonly offer: string;
  /** Text while it is played. */
  readonly playing: string;
}

const PERSON: SampleTalk = { file: 'person-talk.wav', offer: speak.personTalk, playing: speak.sourcePerson };
const SYNTHETIC: SampleTalk = { file: 'sample-talk.wav', offer: speak.talk, playing: speak.sourceTalk };

/** @param understandsPeople the server's recogniser understands people. All recognisers understand synthetic voices. */
export function sampleTalk(understandsPeople: boolean): SampleTalk {
  return HAS_PERSON_TALK && understandsPeople ? PERSON : SYNTHETIC;
}
