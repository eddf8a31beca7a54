/** The talk that comes with the pages: a person's voice where the build has one and the server will understand it. */
import { TEXTS } from '../texts.ts';

const { speak } = TEXTS;

/** Whether the build found recordings of a person: scripts/build-web.ts puts it in. */
declare const HAS_PERSON_TALK: boolean;

export interface SampleTalk {
  /** Beside the pages. */
  readonly file: string;
  /** On its button: whose voice it is. */
  readonly offer: string;
  /** While it is played. */
  readonly playing: string;
}

const PERSON: SampleTalk = { file: 'person-talk.wav', offer: speak.personTalk, playing: speak.sourcePerson };
const SYNTHETIC: SampleTalk = { file: 'sample-talk.wav', offer: speak.talk, playing: speak.sourceTalk };

/** @param understandsPeople The server's recogniser is up to people's voices; synthetic ones all of them understand. */
export function sampleTalk(understandsPeople: boolean): SampleTalk {
  return HAS_PERSON_TALK && understandsPeople ? PERSON : SYNTHETIC;
}
