/**
 * Plays speech through a source of samples, where the playout decides what sounds next and how fast. Here are the graph's
 * parts: the source, volume and level.
 */
import type { PlayedReport } from '../../../src/client/player/played-report.ts';
import type { SpeechClip } from '../../../src/client/player/speech-clip.ts';
import { Attention, ClockGap } from './page-clock.ts';
import type { PlayerAnswer, PlayerCommand, PlayerNumbers } from './player-messages.ts';
import { ScriptSource } from './script-source.ts';
import { Loudspeaker } from './sound/loudspeaker.ts';
import type { SoundState } from './sound/sound-state.ts';
import type { SoundSource } from './sound-source.ts';
import { WorkletSource } from './worklet-source.ts';

export interface PlayerWishes {
  /** Called several times a second. */
  onTick(): void;
  /** Called once a segment, but not for speech that the listener held up. Its times are of `performance.now()`. */
  onReport(report: PlayedReport): void;
  /** The source of samples has failed: nothing is played any more. */
  onBroken(): void;
}

/** Why there is no sound: the browser needs https for it, the browser is too old, or the source of samples failed. */
export type NoSound = 'insecure' | 'unsupported' | 'broken';

const TICK_MS = 100;
const NOTHING: PlayerNumbers = { played: 0, waitingMs: 0, rate: 1, skipped: 0, late: 0 };

export class Player {
  readonly #wishes: PlayerWishes;
  readonly #loudspeaker: Loudspeaker;
  readonly #gain: GainNode;
  readonly #analyser: AnalyserNode;
  readonly #window = new Float32Array(2_048);
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #gap = new ClockGap();
  readonly #attention = new Attention();
  #source: SoundSource<AudioNode> | undefined;
  #numbers = NOTHING;
  /** Commands given, and how many of them the numbers include. */
  #given = 0;
  #included = 0;
  #isPaused = false;
  #isOver = false;
  /** There is no source of samples, and there will be none. */
  #isMute = false;

  /** Should be called by a click: browsers play nothing before one. Plays after `open`. @throws an error of a browser without audio. */
  constructor(wishes: PlayerWishes) {
    this.#wishes = wishes;
    this.#loudspeaker = new Loudspeaker(() => wishes.onTick());
    const { context, input } = this.#loudspeaker;
    this.#gain = new GainNode(context);
    this.#analyser = new AnalyserNode(context, { fftSize: this.#window.length });
    this.#gain.connect(this.#analyser).connect(input);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** @returns why there is no sound, if there is none. */
  async open(): Promise<NoSound | undefined> {
    const source = await this.#openSource().catch(() => 'broken' as const);
    if (source === 'broken' || source === undefined) {
      this.#isMute = true;
      return source ?? (isSecureContext ? 'unsupported' : 'insecure');
    }
    this.#source = source;
    source.node.connect(this.#gain);
    return undefined;
  }

  get numbers(): PlayerNumbers {
    return this.#numbers;
  }

  /** All speech that was given has been played, or nothing can be played. */
  get isIdle(): boolean {
    if (this.#source === undefined) return true;
    return this.#included === this.#given && this.#numbers.waitingMs === 0 && !this.#source.hasUnheard;
  }

  get state(): SoundState {
    return this.#isMute ? 'none' : this.#loudspeaker.state;
  }

  /** Nothing comes out until the person does something. */
  get isStopped(): boolean {
    return this.state === 'blocked' || this.state === 'interrupted';
  }

  /** It plays, or would if there were speech. */
  get isSounding(): boolean {
    return this.#source !== undefined && this.#loudspeaker.isRunning;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Level of the output now: root mean square, 0..1. */
  get level(): number {
    if (!this.#loudspeaker.isRunning) return 0;
    this.#analyser.getFloatTimeDomainData(this.#window);
    return Math.sqrt(this.#window.reduce((sum, sample) => sum + sample * sample, 0) / this.#window.length);
  }

  /** @param clip Its samples are copied, because other handlers may read them. */
  add(clip: SpeechClip): void {
    const samples = clip.samples.slice();
    this.#tellGap();
    this.#tell({ kind: 'clip', clip: { ...clip, samples } }, [samples.buffer]);
  }

  /** Stops at the present position. Speech that arrives during the pause waits, up to the playout's limits. */
  pause(): void {
    this.#isPaused = true;
    this.#loudspeaker.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#loudspeaker.resume();
  }

  /** The page is seen again: sound that was stopped is tried at once. */
  again(): void {
    if (!this.#isOver) this.#loudspeaker.again();
  }

  /** @param volume 0..1 */
  set volume(volume: number) {
    this.#gain.gain.value = volume;
  }

  /** For another language: drops what has not begun. */
  reset(): void {
    this.#tell({ kind: 'reset' });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#source?.close();
    this.#loudspeaker.close();
  }

  async #openSource(): Promise<SoundSource<AudioNode> | undefined> {
    const wishes = { onAnswer: (answer: PlayerAnswer) => this.#take(answer), onBroken: () => this.#break() };
    // A browser has worklets on https pages and on pages of this computer only.
    const { context } = this.#loudspeaker;
    if (context.audioWorklet !== undefined) return WorkletSource.open(context, wishes);
    return context.createScriptProcessor === undefined ? undefined : new ScriptSource(context, wishes);
  }

  #tick(): void {
    this.#tellGap();
    this.#loudspeaker.look();
    const isHeard = this.#loudspeaker.isRunning && this.#gain.gain.value > 0;
    this.#attention.look(isHeard, this.isIdle, performance.now());
    this.#wishes.onTick();
  }

  #take(answer: PlayerAnswer): void {
    if (answer.kind === 'numbers') {
      this.#numbers = answer.numbers;
      this.#included = answer.commands;
      return;
    }
    const { firstSoundAtMs, delayMs } = answer.report;
    if (this.#attention.covers(firstSoundAtMs - delayMs)) this.#wishes.onReport(this.#heard(answer.report));
  }

  /** Sound leaves the loudspeaker some time after it was made. */
  #heard(report: PlayedReport): PlayedReport {
    const { outcome, firstSoundAtMs, delayMs } = report;
    const latencyMs = this.#loudspeaker.latencyMs + (this.#source?.leadMs ?? 0);
    const outputMs = outcome === 'played' ? latencyMs : 0;
    return { ...report, firstSoundAtMs: firstSoundAtMs + outputMs, delayMs: delayMs + outputMs };
  }

  #break(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#isMute = true;
    this.#wishes.onBroken();
  }

  #tellGap(): void {
    const gapMs = this.#gap.changed(performance.now(), this.#loudspeaker.context.currentTime * 1_000);
    if (gapMs !== undefined) this.#tell({ kind: 'clock', gapMs });
  }

  #tell(command: PlayerCommand, transfer: ArrayBuffer[] = []): void {
    if (this.#source === undefined) return;
    this.#given += 1;
    this.#source.tell(command, transfer);
  }
}
