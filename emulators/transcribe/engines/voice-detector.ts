/** The voice detector: Silero by sherpa-onnx. Each speaker has one. */
import { type VoiceDetector, WINDOW_SAMPLES } from '../hearing/clip-decoder.ts';
import type { SherpaOnnx, SherpaVad } from './sherpa-onnx.ts';

const WINDOW_MS = WINDOW_SAMPLES / 16;
/** Speech begins after this many windows with voice in a row: 0.16 s. */
const ONSET_WINDOWS = 5;
/** Speech ends after this many windows without voice in a row: 0.35 s. */
const SILENCE_WINDOWS = 11;
/** Shorter than a sample. Not 0, because the engine takes 0 as half a second. */
const NEXT_TO_NOTHING_S = 1e-5;
/** Voice without a gap is split after this, 4 s, because with every window the engine copies all voice since the last gap. */
const FLUSH_WINDOWS = 125;
/** The engine's sample counter has 32 bits (37 hours). It is reset in the first silence after this much audio, 1 h. */
const RESET_WINDOWS = 112_500;

/** @param modelFile must be readable: the engine ends the process if it is not */
export function createVoiceDetector(sherpa: SherpaOnnx, modelFile: string): VoiceDetector {
  // The engine judges each window alone. How long voice and silence last is counted here.
  const sileroVad = {
    model: modelFile,
    threshold: 0.5,
    minSpeechDuration: NEXT_TO_NOTHING_S,
    minSilenceDuration: NEXT_TO_NOTHING_S,
    maxSpeechDuration: 60,
    windowSize: WINDOW_SAMPLES,
  };
  const config = { sileroVad, sampleRate: 16_000, numThreads: 1, provider: 'cpu', debug: false };
  return new SileroDetector(new sherpa.Vad(config, 10));
}

export class SileroDetector implements VoiceDetector {
  readonly onsetMs = ONSET_WINDOWS * WINDOW_MS;
  readonly #vad: SherpaVad;
  #speaking = false;
  /** Windows in a row with voice, and without. */
  #voiced = 0;
  #quiet = 0;
  #sinceReset = 0;

  constructor(vad: SherpaVad) {
    this.#vad = vad;
  }

  get quietMs(): number {
    return this.#quiet * WINDOW_MS;
  }

  hearsVoice(window: Float32Array): boolean {
    const voice = this.#hasVoice(window);
    this.#voiced = voice ? this.#voiced + 1 : 0;
    this.#quiet = voice ? 0 : this.#quiet + 1;
    if (this.#voiced >= ONSET_WINDOWS) this.#speaking = true;
    else if (this.#quiet >= SILENCE_WINDOWS) this.#speaking = false;
    return this.#speaking;
  }

  reset(): void {
    this.#vad.reset();
    this.#speaking = false;
    this.#voiced = 0;
    this.#quiet = 0;
    this.#sinceReset = 0;
  }

  #hasVoice(window: Float32Array): boolean {
    this.#vad.acceptWaveform(window);
    const voice = this.#vad.isDetected();
    this.#sinceReset++;
    if (this.#voiced > 0 && this.#voiced % FLUSH_WINDOWS === 0) this.#vad.flush();
    if (!voice && !this.#speaking && this.#sinceReset >= RESET_WINDOWS) {
      this.#vad.reset();
      this.#sinceReset = 0;
    }
    while (!this.#vad.isEmpty()) this.#vad.pop();
    return voice;
  }
}
