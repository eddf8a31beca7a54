/** Asks the server to pause, mute or change the volume, and shows at once what the speaker wants. */
import type { Speaker } from '../../../../src/client/speaker.ts';
import type { BroadcastState } from '../../../../src/protocol/broadcast-state.ts';
import type { Notices } from '../../notices.ts';
import { DESK } from '../../texts/desk.ts';
import { wordsOf } from '../../texts/locale.ts';
import { speakErrorWords } from '../../texts/speak-errors.ts';
import { ControlState, type ControlsShown, type Switch, type Wish } from './control-state.ts';

export interface ControlsDeps {
  readonly notices: Notices;
  speaker(): Speaker | undefined;
  onChanged(): void;
}

export class Controls {
  readonly #parts: ControlsDeps;
  readonly #state = new ControlState();

  constructor(parts: ControlsDeps) {
    this.#parts = parts;
  }

  get shown(): ControlsShown {
    return this.#state.shown;
  }

  /** Nothing may leave the page. */
  get isClosed(): boolean {
    return this.#state.isClosed;
  }

  get pending(): Switch | undefined {
    return this.#state.pending;
  }

  /** A recording waits. */
  get isHeld(): boolean {
    return this.#state.isHeld;
  }

  /** The server says how it is. */
  told(state: Partial<BroadcastState> | undefined): void {
    if (state) this.#state.told(state);
    this.#show();
  }

  set(control: Switch, isOn: boolean): void {
    this.#ask(this.#state.wish(control, isOn));
  }

  /** Resolves when the server has answered, whatever it says. */
  async setVolume(level: number): Promise<void> {
    const { notices, speaker } = this.#parts;
    try {
      await speaker()?.setVolume(level);
      notices.clear('control');
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The connection is back: what the server has not heard is asked again. */
  askAgain(): void {
    for (const wish of this.#state.open) this.#ask(wish);
  }

  #ask(wish: Wish): void {
    const speaker = this.#parts.speaker();
    this.#show();
    if (speaker === undefined) return;
    request(speaker, wish).then(
      () => {
        this.#state.done(wish);
        this.#parts.notices.clear('control');
        this.#show();
      },
      (error: unknown) => {
        this.#state.failed(wish);
        this.#fail(error, wish.isOn);
      },
    );
  }

  #fail(error: unknown, isSilent = false): void {
    this.#show();
    // At the end of the session nobody is interested any more.
    if (this.#parts.speaker()?.state === 'closed') return;
    const why = wordsOf(speakErrorWords(error));
    this.#parts.notices.say('control', isSilent ? `${why} ${DESK.mutedHere}` : why, 'problem');
  }

  #show(): void {
    this.#parts.onChanged();
  }
}

function request(speaker: Speaker, { control, isOn }: Wish): Promise<unknown> {
  if (control === 'isMuted') return isOn ? speaker.mute() : speaker.unmute();
  return isOn ? speaker.pause() : speaker.resume();
}
