/** Speech by eSpeak NG, one process for each utterance, resampled to 16 kHz. Text goes in by standard input only. */
import { baseLanguage } from '../language-code.ts';
import { espeakOptions, espeakSsml } from './espeak-prosody.ts';
import { packageOf } from './programs.ts';
import { withoutQuietEnds } from './quiet-ends.ts';
import { type Speaker, type Speech, type SpeechRequest, spokenAtOnce } from './speaker.ts';
import { wavToPcm } from './speech-pcm.ts';
import { SpeechProgram, type SpeechProgramOptions } from './speech-program.ts';
import { asUnfinished } from './unfinished-text.ts';

const PROGRAM = 'espeak-ng';
/** eSpeak NG has no Galician voice. The Spanish one reads its spelling best. */
const VOICES: Readonly<Record<string, string>> = { en: 'en-us', fr: 'fr-fr', gl: 'es', pt: 'pt-br', zh: 'cmn' };

export class EspeakSpeaker implements Speaker {
  readonly #program: SpeechProgram;
  #voices: Promise<ReadonlySet<string>> | undefined;

  constructor(options: SpeechProgramOptions) {
    this.#program = new SpeechProgram(PROGRAM, options);
  }

  async speak({ text, language, emotion, endsSentence = true }: SpeechRequest): Promise<Speech> {
    if (!this.#program.isInstalled()) {
      return { kind: 'noVoice', hint: `Nothing can be spoken: install the Debian package ${packageOf(PROGRAM)}` };
    }
    const voice = voiceOf(language);
    if (!(await this.hasVoice(language))) return { kind: 'noVoice', hint: `eSpeak NG has no voice for ${language}` };
    const options = ['--stdin', '--stdout', '-z', '-m', '-b', '1', '-v', voice, ...espeakOptions(emotion)];
    const wav = await this.#program.run(options, espeakSsml(asUnfinished(text, endsSentence), emotion));
    return spokenAtOnce(withoutQuietEnds(wavToPcm(wav), endsSentence));
  }

  async hasVoice(language: string): Promise<boolean> {
    if (!this.#program.isInstalled()) return false;
    return (await this.#installedVoices()).has(voiceOf(language));
  }

  async close(): Promise<void> {
    this.#program.close();
  }

  #installedVoices(): Promise<ReadonlySet<string>> {
    this.#voices ??= this.#program.run(['--voices'], '').then(voiceNames);
    // A failure is not kept: the next utterance asks again.
    this.#voices.catch(() => {
      this.#voices = undefined;
    });
    return this.#voices;
  }
}

/** @returns eSpeak NG's name of the voice, installed or not. */
function voiceOf(language: string): string {
  const base = baseLanguage(language);
  return VOICES[base] ?? base;
}

/** Reads the second column of `espeak-ng --voices`, without its heading. */
function voiceNames(listing: Buffer): ReadonlySet<string> {
  const lines = listing.toString('utf8').split('\n').slice(1);
  return new Set(lines.flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}
