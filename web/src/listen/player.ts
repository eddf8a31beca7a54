/**
 * Plays speech through a source of samples, where the playout decides what sounds next and how fast. Here are the browser's
 * parts: the context and its state, volume and level.
 */
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { PlayedReport } from '../../../src/client/player/played-report.ts';
import type { SpeechClip } from '../../../src/client/player/speech-clip.ts';
import { Attention, ClockGap } from './page-clock.ts';
import type { PlayerAnswer, PlayerCommand, PlayerNumbers } from './player-messages.ts';
import { ScriptSource } from './script-source.ts';
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
  readonly #context: AudioContext;
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

  /** Must be called by a click: browsers play nothing before one. Plays after `open`. */
  constructor(wishes: PlayerWishes) {
    this.#wishes = wishes;
    this.#context = createContext();
    this.#gain = new GainNode(this.#context);
    this.#analyser = new AnalyserNode(this.#context, { fftSize: this.#window.length });
    this.#gain.connect(this.#analyser).connect(this.#context.destination);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.resume();
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

  get isClosed(): boolean {
    return this.#isOver;
  }

  /** The browser waits for a click before it plays anything. */
  get isBlocked(): boolean {
    return !this.#isMute && !this.#isPaused && this.#context.state === 'suspended';
  }

  /** Level of the output now: root mean square, 0..1. */
  get level(): number {
    if (this.#context.state !== 'running') return 0;
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
    void this.#context.suspend();
  }

  resume(): void {
    this.#isPaused = false;
    void this.#context.resume();
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
    void this.#context.close();
  }

  async #openSource(): Promise<SoundSource<AudioNode> | undefined> {
    const wishes = { onAnswer: (answer: PlayerAnswer) => this.#take(answer), onBroken: () => this.#break() };
    // A browser has worklets on https pages and on pages of this computer only.
    if (this.#context.audioWorklet !== undefined) return WorkletSource.open(this.#context, wishes);
    return this.#context.createScriptProcessor === undefined ? undefined : new ScriptSource(this.#context, wishes);
  }

  #tick(): void {
    this.#tellGap();
    const isHeard = this.#context.state === 'running' && this.#gain.gain.value > 0;
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
    const { outputLatency, baseLatency } = this.#context;
    const latencyMs = (outputLatency ?? baseLatency ?? 0) * 1_000 + (this.#source?.leadMs ?? 0);
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
    const gapMs = this.#gap.changed(performance.now(), this.#context.currentTime * 1_000);
    if (gapMs !== undefined) this.#tell({ kind: 'clock', gapMs });
  }

  #tell(command: PlayerCommand, transfer: ArrayBuffer[] = []): void {
    if (this.#source === undefined) return;
    this.#given += 1;
    this.#source.tell(command, transfer);
  }
}

/** At the speech's own rate, so that nothing is resampled; at the device's if the browser refuses that. */
function createContext(): AudioContext {
  try {
    return new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
  } catch {
    return new AudioContext();
  }
}
