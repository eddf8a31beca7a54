/** Chooses the local engine for each language. */
import { baseLanguage } from '../language-code.ts';
import type { Speaker, Speech, SpeechRequest } from './speaker.ts';

export interface LocalSpeakerOptions {
  /** Used for every language without a better engine, or whose better engine is not installed. */
  readonly espeak: Speaker;
  readonly festival: Speaker;
  /** Called once for each language, with one line, if a better voice is not installed. */
  readonly warn: (line: string) => void;
}

/** eSpeak NG's Catalan is hard to understand. */
const BETTER: Readonly<Record<string, 'festival'>> = { ca: 'festival' };

export class LocalSpeaker implements Speaker {
  readonly #options: LocalSpeakerOptions;
  /** At most one for each language in BETTER. */
  readonly #warned = new Set<string>();

  constructor(options: LocalSpeakerOptions) {
    this.#options = options;
  }

  async speak(request: SpeechRequest): Promise<Speech> {
    const better = this.#better(request.language);
    if (better === undefined) return this.#options.espeak.speak(request);
    const speech = await better.speak(request);
    if (speech.kind === 'spoken') return speech;
    this.#warnOnce(baseLanguage(request.language), `${speech.hint}; eSpeak NG speaks it instead`);
    return this.#options.espeak.speak(request);
  }

  async hasVoice(language: string): Promise<boolean> {
    const better = this.#better(language);
    // If the better engine cannot say whether it has a voice, it counts as having none, and the other is asked.
    if (better !== undefined && (await better.hasVoice(language).catch(() => false))) return true;
    return this.#options.espeak.hasVoice(language);
  }

  async close(): Promise<void> {
    await Promise.all([this.#options.espeak.close(), this.#options.festival.close()]);
  }

  #better(language: string): Speaker | undefined {
    const base = baseLanguage(language);
    const engine = Object.hasOwn(BETTER, base) ? BETTER[base] : undefined;
    return engine === undefined ? undefined : this.#options[engine];
  }

  #warnOnce(language: string, line: string): void {
    if (this.#warned.has(language)) return;
    this.#warned.add(language);
    this.#options.warn(line);
  }
}
