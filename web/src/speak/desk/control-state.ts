/**
 * The controls as the server reported them, and as the speaker wants them. A wish to be silent holds at once and even if the
 * server never answers: nothing leaves the page meanwhile. Pure.
 */
import type { BroadcastState } from '../../../../src/protocol/broadcast-state.ts';

export type Switch = 'isPaused' | 'isMuted';
/** In order of importance. */
const SWITCHES: readonly Switch[] = ['isPaused', 'isMuted'];

export type ControlsShown = Pick<BroadcastState, Switch | 'volume'>;

/** One request, until the server has done it. */
export interface Wish {
  readonly control: Switch;
  readonly isOn: boolean;
}

export class ControlState {
  #told: ControlsShown = { isPaused: false, isMuted: false, volume: 1 };
  /** The last wish of each control that the server has not fulfilled. */
  readonly #wishes = new Map<Switch, Wish>();

  /** The server says how it is. */
  told(state: Partial<BroadcastState>): void {
    const { isPaused = this.#told.isPaused, isMuted = this.#told.isMuted, volume = this.#told.volume } = state;
    this.#told = { isPaused, isMuted, volume };
  }

  wish(control: Switch, isOn: boolean): Wish {
    const wish = { control, isOn };
    this.#wishes.set(control, wish);
    return wish;
  }

  /** The server has done it. */
  done(wish: Wish): void {
    if (this.#wishes.get(wish.control) === wish) this.#wishes.delete(wish.control);
  }

  /** The server has refused it, or has not answered. A wish to be silent stays. */
  failed(wish: Wish): void {
    if (!wish.isOn) this.done(wish);
  }

  /** Those that the server has not fulfilled: to be asked again when the connection is back. */
  get open(): readonly Wish[] {
    return [...this.#wishes.values()].filter(({ control, isOn }) => this.#told[control] !== isOn);
  }

  /** What a button shows: the speaker's wish, or else the server's word. */
  get shown(): ControlsShown {
    const wished = (control: Switch) => this.#wishes.get(control)?.isOn ?? this.#told[control];
    return { ...this.#told, isPaused: wished('isPaused'), isMuted: wished('isMuted') };
  }

  /** What is to be switched off, and is still on at the server. */
  get pending(): Switch | undefined {
    const { shown } = this;
    return SWITCHES.find((control) => this.#told[control] && !shown[control]);
  }

  /** Paused, for the server or the speaker: a recording waits. */
  get isHeld(): boolean {
    return this.#told.isPaused || this.shown.isPaused;
  }

  /** Nothing may leave the page. */
  get isClosed(): boolean {
    const { isPaused, isMuted } = this.#told;
    return isPaused || isMuted || [...this.#wishes.values()].some(({ isOn }) => isOn);
  }
}
