/** The browser's audio: a context and its way to the loudspeaker, kept running through calls, locked screens and changed devices. */
import { SAMPLE_RATE_HZ } from '../../../../src/audio/pcm.ts';
import { Outlet } from './outlet.ts';
import type { SoundState } from './sound-state.ts';
import { SoundWatch } from './sound-watch.ts';

/** Safari's: the sound of this page is what its person listens to, also with the ring switch off and the screen locked. */
interface AudioSession {
  type: 'auto' | 'playback';
}

export class Loudspeaker {
  readonly context: AudioContext;
  /** What is connected to it is heard. */
  readonly input: AudioNode;
  readonly #outlet: Outlet;
  readonly #watch: SoundWatch;
  readonly #onChange: () => void;
  readonly #end = new AbortController();

  /**
   * Should be made by a click: browsers play nothing before one.
   * @param onChange Called when the sound stops or goes on.
   * @throws an error of a browser without audio.
   */
  constructor(onChange: () => void) {
    this.context = createContext();
    this.input = new GainNode(this.context);
    this.#onChange = onChange;
    const changed = () => this.#changed();
    this.#outlet = new Outlet(this.context, this.input, changed);
    this.#watch = new SoundWatch(navigator.userActivation?.hasBeenActive ?? false, performance.now());
    const { signal } = this.#end;
    this.context.addEventListener('statechange', changed, { signal });
    // Missing on pages of plain http.
    navigator.mediaDevices?.addEventListener('devicechange', () => this.again(), { signal });
    setAudioSession('playback');
    this.#run();
  }

  get isRunning(): boolean {
    return this.context.state === 'running' && this.#outlet.isPlaying;
  }

  get state(): Extract<SoundState, 'on' | 'blocked' | 'interrupted'> {
    return this.#watch.state(performance.now());
  }

  /** From the end of the graph to the ear, ms. */
  get latencyMs(): number {
    const { outputLatency, baseLatency } = this.context;
    return (outputLatency ?? baseLatency ?? 0) * 1_000 + this.#outlet.leadMs;
  }

  /** The person wants to hear it. Best called by a click. */
  resume(): void {
    this.#watch.want(true, performance.now());
    this.#run();
  }

  /** The person wants it to stop where it is. */
  pause(): void {
    this.#watch.want(false, performance.now());
    this.#hold();
  }

  /** The page is seen again, or something else has changed: sound that was stopped is tried at once. */
  again(): void {
    this.#watch.again();
    this.#changed();
  }

  /** Call several times a second. */
  look(): void {
    const nowMs = performance.now();
    const isContextRunning = this.context.state === 'running';
    this.#outlet.check(isContextRunning && document.visibilityState === 'visible', nowMs);
    const step = this.#watch.look({ isContextRunning, isOutletPlaying: this.#outlet.isPlaying }, nowMs);
    if (step === 'resume') this.#run();
    if (step === 'hold') this.#hold();
  }

  close(): void {
    this.#end.abort();
    this.#outlet.close();
    setAudioSession('auto');
    void this.context.close();
  }

  #changed(): void {
    if (this.#end.signal.aborted) return;
    this.look();
    this.#onChange();
  }

  /** A browser that refuses is looked at again later. */
  #run(): void {
    this.context.resume().catch(() => {});
    this.#outlet.play();
  }

  #hold(): void {
    this.context.suspend().catch(() => {});
    this.#outlet.pause();
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

function setAudioSession(type: AudioSession['type']): void {
  const { audioSession } = navigator as { audioSession?: AudioSession };
  if (audioSession) audioSession.type = type;
}
