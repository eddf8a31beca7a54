/**
 * The sound of one listener: on, off, paused, and what is told about it. Without a wish for sound, or a voice in the language, no
 * audio of the browser is opened at all.
 */
import type { PlayedReport } from '../../../../src/client/player/played-report.ts';
import type { SpeechClip } from '../../../../src/client/player/speech-clip.ts';
import type { Notices } from '../../notices.ts';
import type { Remembered } from '../../remembered.ts';
import { type NoSound, Player } from '../player.ts';
import type { PlayerNumbers } from '../player-messages.ts';
import { MediaControls } from './media-controls.ts';
import type { SoundState } from './sound-state.ts';

export interface SeatSoundDeps {
  readonly notices: Notices;
  readonly remembered: Remembered;
  readonly sessionId: string;
  /** The server offers speech in the present language. */
  hasVoice(): boolean;
  /** Called several times a second while there is sound. */
  onTick(): void;
  onReport(report: PlayedReport): void;
  /** Paused or going on, from the lock screen or a headset. */
  onPause(isPaused: boolean): void;
}

const EARPHONES = 'earphones';
/** How long what concerns a moment is said, ms. */
const TIP_MS = 10_000;

export class SeatSound {
  readonly #deps: SeatSoundDeps;
  #isOn: boolean;
  #player: Player | undefined;
  #controls: MediaControls | undefined;
  #opening: Promise<void> = Promise.resolve();
  #volume = 1;
  /** This browser has no sound. */
  #isImpossible = false;
  /** Speech has come in this language, whatever the server said of it. */
  #wasSpoken = false;
  #skipped = 0;

  /** Should be made by a click, because browsers play sound only after one. */
  constructor(deps: SeatSoundDeps, isOn: boolean) {
    this.#deps = deps;
    this.#isOn = isOn;
    this.look();
  }

  /** There is speech in the present language: the server says so, or it was heard. */
  get hasVoice(): boolean {
    return this.#wasSpoken || this.#deps.hasVoice();
  }

  get state(): SoundState {
    if (this.#isImpossible) return 'none';
    if (!this.#isOn || !this.hasVoice || this.#player === undefined) return 'off';
    return this.#player.state;
  }

  get level(): number {
    return this.#player?.level ?? 0;
  }

  get numbers(): PlayerNumbers | undefined {
    return this.#player?.numbers;
  }

  /** Nothing more will be heard, or nothing without a click. */
  get isHeardToTheEnd(): boolean {
    const player = this.#player;
    return player === undefined || player.isStopped || player.isIdle;
  }

  /** Best called by a click. */
  turn(isOn: boolean): void {
    this.#isOn = isOn;
    this.#deps.remembered.set('sound', isOn ? 'on' : 'off');
    if (!isOn) this.#end();
    this.look();
  }

  /** The click that the browser waits for, or that ends an interruption. */
  hear(): void {
    this.pause(false);
    this.#deps.onPause(false);
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.#player?.pause();
    else this.#player?.resume();
    this.look();
  }

  /** @param level 0..1 */
  set volume(level: number) {
    this.#volume = level;
    if (this.#player) this.#player.volume = level;
  }

  add(clip: SpeechClip): void {
    this.#wasSpoken = true;
    this.look();
    // The sound may be opening still.
    void this.#opening.then(() => this.#player?.add(clip));
  }

  /** Another language: what waits is dropped. */
  reset(): void {
    this.#wasSpoken = false;
    this.#player?.reset();
    this.look();
  }

  /** The page is seen again. */
  again(): void {
    this.#player?.again();
  }

  /** Call after changes, and now and then: a server may know its voices late. */
  look(): void {
    const { notices, remembered } = this.#deps;
    if (!this.hasVoice) this.#end();
    if (this.#isOn && this.hasVoice && this.#player === undefined && !this.#isImpossible) this.#begin();
    if (this.#controls) this.#controls.state = this.state === 'on' && !this.#player?.isPaused ? 'playing' : 'paused';
    if (this.#player?.isSounding && remembered.get(EARPHONES) === undefined) {
      remembered.set(EARPHONES, 'told');
      notices.say(EARPHONES, (t) => t.sound.earphones, 'info', TIP_MS);
    }
    const skipped = this.#player?.numbers.skipped ?? 0;
    if (skipped > this.#skipped) notices.say('skipped', (t) => t.sound.skippedAhead, 'info', TIP_MS);
    this.#skipped = skipped;
  }

  close(): void {
    this.#isOn = false;
    this.#end();
  }

  #begin(): void {
    const { onTick, onReport, onPause, sessionId } = this.#deps;
    try {
      this.#player = new Player({ onTick, onReport, onBroken: () => this.#impossible('broken') });
    } catch {
      this.#impossible('unsupported');
      return;
    }
    const player = this.#player;
    player.volume = this.#volume;
    this.#controls = new MediaControls(
      (t) => t.sound.playing(sessionId),
      (isPaused) => {
        this.pause(isPaused);
        onPause(isPaused);
      },
    );
    this.#opening = player.open().then((reason) => {
      if (reason !== undefined && player === this.#player) this.#impossible(reason);
    });
    onPause(false);
  }

  #impossible(reason: NoSound): void {
    this.#isImpossible = true;
    this.#end();
    this.#deps.notices.say('noSound', (t) => t.sound[reason], 'problem');
  }

  #end(): void {
    this.#player?.close();
    this.#player = undefined;
    this.#controls?.close();
    this.#controls = undefined;
    this.#skipped = 0;
  }
}
