/** Tells a listener who wished for sound that there is text only, until there is a voice. Pure, given what says it. */
import type { Remembered } from '../../remembered.ts';
import type { Text } from '../../texts/locale.ts';

/** What is used of the page's notices. */
export interface Telling {
  say(topic: string, text: Text, kind: 'warning'): void;
  clear(topic: string): void;
}

const TOPIC = 'caption';

export class NoVoice {
  readonly #notices: Telling;
  readonly #remembered: Pick<Remembered, 'get'>;
  #hadVoice = false;

  constructor(notices: Telling, remembered: Pick<Remembered, 'get'>) {
    this.#notices = notices;
    this.#remembered = remembered;
  }

  /** A language begins to be heard: who wished for sound is told why there is none. */
  begin(hasVoice: boolean): void {
    this.#hadVoice = hasVoice;
    const isWished = this.#remembered.get('sound') !== 'off';
    if (isWished && !hasVoice) this.say();
    else this.#notices.clear(TOPIC);
  }

  /** There was no speech with a caption. */
  say(): void {
    this.#notices.say(TOPIC, (t) => t.sound.noVoice, 'warning');
  }

  /** Call now and then. */
  look(hasVoice: boolean): void {
    if (hasVoice && !this.#hadVoice) this.#notices.clear(TOPIC);
    this.#hadVoice = hasVoice;
  }
}
