/** Speech by eSpeak NG, one process for each utterance, resampled to 16 kHz. Text goes in by standard input only. */
import { execFile } from 'node:child_process';
import { BoundedMap } from '../bounded-map.ts';
import { Gate } from '../gate.ts';
import { baseLanguage } from '../language-code.ts';
import { espeakOptions, espeakSsml } from './espeak-prosody.ts';
import { isInstalled, packageOf } from './programs.ts';
import { Resampler } from './resampler.ts';
import type { Speaker, Speech, SpeechRequest } from './speaker.ts';
import { readWavSpeech } from './wav-speech.ts';

export interface EspeakOptions {
  /** As in PATH. */
  readonly path: string;
  /** For one utterance, once its process has started. */
  readonly deadlineMs: number;
}

const PROGRAM = 'espeak-ng';
const SAMPLE_RATE_HZ = 16_000;
const NO_SPEECH = { sampleRateHz: SAMPLE_RATE_HZ, samples: new Int16Array(0) };
const MAX_PROCESSES = 4;
const MAX_WAITING = 256;
const MAX_RATES = 4;
/** Over ten minutes of speech from one utterance: something is wrong. */
const MAX_WAV_BYTES = 32 * 1_048_576;
/** Galician has no voice of its own in eSpeak NG; the Spanish one reads its spelling closest. */
const VOICES: Readonly<Record<string, string>> = { en: 'en-us', fr: 'fr-fr', gl: 'es', pt: 'pt-br', zh: 'cmn' };

export class EspeakSpeaker implements Speaker {
  readonly #options: EspeakOptions;
  readonly #gate = new Gate(MAX_PROCESSES, MAX_WAITING);
  readonly #resamplers = new BoundedMap<number, Resampler>(MAX_RATES);
  readonly #stop = new AbortController();
  #voices: Promise<ReadonlySet<string>> | undefined;

  constructor(options: EspeakOptions) {
    this.#options = options;
  }

  async speak({ text, language, emotion }: SpeechRequest): Promise<Speech> {
    if (!isInstalled(PROGRAM, this.#options.path)) {
      return { kind: 'noVoice', hint: `Nothing can be spoken: install the Debian package ${packageOf(PROGRAM)}` };
    }
    const voice = voiceOf(language);
    if (!(await this.hasVoice(language))) return { kind: 'noVoice', hint: `eSpeak NG has no voice for ${language}` };
    const options = ['--stdin', '--stdout', '-z', '-m', '-b', '1', '-v', voice, ...espeakOptions(emotion)];
    const wav = await this.#gate.run(PROGRAM, () => this.#run(options, espeakSsml(text, emotion)));
    const { sampleRateHz, samples } = wav.length === 0 ? NO_SPEECH : readWavSpeech(wav);
    // Text without a sound in it comes out as a few milliseconds of zeros.
    if (samples.every((sample) => sample === 0)) return { kind: 'spoken', pcm: new Uint8Array(0) };
    return { kind: 'spoken', pcm: bytesOf(this.#resampler(sampleRateHz).resample(samples)) };
  }

  async hasVoice(language: string): Promise<boolean> {
    if (!isInstalled(PROGRAM, this.#options.path)) return false;
    return (await this.#installedVoices()).has(voiceOf(language));
  }

  async close(): Promise<void> {
    this.#stop.abort();
  }

  #installedVoices(): Promise<ReadonlySet<string>> {
    this.#voices ??= this.#run(['--voices'], '').then(voiceNames);
    // A failure is not remembered: the next utterance asks again.
    this.#voices.catch(() => {
      this.#voices = undefined;
    });
    return this.#voices;
  }

  #run(options: readonly string[], input: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        PROGRAM,
        options,
        {
          encoding: 'buffer',
          env: { PATH: this.#options.path, LC_ALL: 'C.UTF-8' },
          timeout: this.#options.deadlineMs,
          killSignal: 'SIGKILL',
          maxBuffer: MAX_WAV_BYTES,
          signal: this.#stop.signal,
        },
        // The error of execFile names the command line; ours says only what happened.
        (error, stdout) =>
          error ? reject(new Error(`espeak-ng failed: ${error.code ?? error.signal ?? 'unknown'}`)) : resolve(stdout),
      );
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  #resampler(sampleRateHz: number): Resampler {
    const known = this.#resamplers.get(sampleRateHz);
    if (known !== undefined) return known;
    const made = new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
    this.#resamplers.set(sampleRateHz, made);
    return made;
  }
}

/** eSpeak NG's name of the voice, installed or not. */
function voiceOf(language: string): string {
  const base = baseLanguage(language);
  return VOICES[base] ?? base;
}

/** The second column of `espeak-ng --voices`; the lines below its heading. */
function voiceNames(listing: Buffer): ReadonlySet<string> {
  const lines = listing.toString('utf8').split('\n').slice(1);
  return new Set(lines.flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}

function bytesOf(samples: Int16Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  for (let i = 0; i < samples.length; i += 1) bytes.setInt16(i * 2, samples[i] ?? 0, true);
  return new Uint8Array(bytes.buffer);
}
