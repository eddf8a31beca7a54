/** Speech by Festival's HTS voices, one process for each utterance. Text goes in by standard input only, as text, never as Scheme. */
import { baseLanguage } from '../language-code.ts';
import { festivalScript, withoutComplaints } from './festival-script.ts';
import { festivalText } from './festival-text.ts';
import { withoutQuietEnds } from './quiet-ends.ts';
import { type Speaker, type Speech, type SpeechRequest, spokenAtOnce } from './speaker.ts';
import { wavToPcm } from './speech-pcm.ts';
import { SpeechProgram, type SpeechProgramOptions } from './speech-program.ts';

const PROGRAM = 'festival';
/** In cells of 32 bytes, enough for an utterance of one piece of text. By default Festival takes 320 MB. */
const HEAP = ['--heap', '1000000'];

const VOICES: Readonly<Record<string, { readonly name: string; readonly packages: string }>> = {
  ca: { name: 'upc_ca_ona_hts', packages: 'festival festival-ca festvox-ca-ona-hts' },
};

export class FestivalSpeaker implements Speaker {
  readonly #program: SpeechProgram;
  #voices: Promise<ReadonlySet<string>> | undefined;

  constructor(options: SpeechProgramOptions) {
    this.#program = new SpeechProgram(PROGRAM, options);
  }

  async speak({ text, language, emotion, endsSentence = true }: SpeechRequest): Promise<Speech> {
    const voice = voiceOf(language);
    if (voice === undefined) return { kind: 'noVoice', hint: `Festival has no voice for ${language}` };
    if (!(await this.hasVoice(language))) {
      return {
        kind: 'noVoice',
        hint: `Festival cannot speak ${language}: install the Debian packages ${voice.packages}`,
      };
    }
    const input = festivalText(text);
    if (input.length === 0) return spokenAtOnce(new Uint8Array(0));
    const output = await this.#program.run([...HEAP, '--batch', festivalScript(voice.name, emotion)], input);
    return spokenAtOnce(withoutQuietEnds(wavToPcm(withoutComplaints(output)), endsSentence));
  }

  async hasVoice(language: string): Promise<boolean> {
    const voice = voiceOf(language);
    if (voice === undefined || !this.#program.isInstalled()) return false;
    return (await this.#installedVoices()).has(voice.name);
  }

  async close(): Promise<void> {
    this.#program.close();
  }

  #installedVoices(): Promise<ReadonlySet<string>> {
    this.#voices ??= this.#program.run([...HEAP, '--batch', '(print (voice.list))'], '').then(voiceNames);
    // A failure is not kept: the next utterance asks again.
    this.#voices.catch(() => {
      this.#voices = undefined;
    });
    return this.#voices;
  }
}

function voiceOf(language: string) {
  const base = baseLanguage(language);
  return Object.hasOwn(VOICES, base) ? VOICES[base] : undefined;
}

/** Reads a list as Scheme prints it: `(one another)`. */
function voiceNames(listing: Buffer): ReadonlySet<string> {
  return new Set(listing.toString('latin1').match(/\w+/g));
}
