/** Translation by Apertium, in processes of its own, one for each pair in use; a second pair bridges where none is direct. */
import { baseLanguage } from '../language-code.ts';
import { type ApertiumMode, findRoute, readModes } from './apertium-modes.ts';
import { ApertiumProcess } from './apertium-process.ts';
import { decodeFrame, encodeFrame } from './apertium-text.ts';
import { missingPair } from './debian-pairs.ts';
import type { Translation, TranslationRequest, Translator } from './translator.ts';
import { writtenAs } from './written-translation.ts';

export interface ApertiumOptions {
  /** Where the .mode files are; Debian has them in /usr/share/apertium/modes. */
  readonly modesFolder: string;
  /** As in PATH. */
  readonly path: string;
  readonly deadlineMs: number;
  /** Told once, in one line, of a mode that is installed but cannot run. */
  readonly warn: (line: string) => void;
}

const MAX_WAITING = 256;

export class ApertiumTranslator implements Translator {
  readonly #options: ApertiumOptions;
  /** As many as there are installed modes, at most. */
  readonly #processes = new Map<string, ApertiumProcess>();
  #modes: readonly ApertiumMode[] | undefined;

  constructor(options: ApertiumOptions) {
    this.#options = options;
  }

  async translate({ text, source, target }: TranslationRequest): Promise<Translation> {
    const route = this.#route(source, target);
    if (route === undefined) return { kind: 'noEngine', hint: missingPair(baseLanguage(source), baseLanguage(target)) };
    let translated = text;
    for (const mode of route) {
      translated = decodeFrame(await this.#process(mode).run(encodeFrame(translated)), translated);
    }
    return { kind: 'translated', text: writtenAs({ original: text, translated, source, target }) };
  }

  canTranslate({ source, target }: Pick<TranslationRequest, 'source' | 'target'>): boolean {
    return this.#route(source, target) !== undefined;
  }

  #route(source: string, target: string): readonly ApertiumMode[] | undefined {
    this.#modes ??= readModes(this.#options.modesFolder, this.#options.path, this.#options.warn);
    return findRoute(this.#modes, baseLanguage(source), baseLanguage(target));
  }

  /** The process of a mode, started by its first request. */
  #process(mode: ApertiumMode): ApertiumProcess {
    const { path, deadlineMs } = this.#options;
    const known = this.#processes.get(mode.name);
    if (known !== undefined) return known;
    const made = new ApertiumProcess({ stages: mode.stages, path, deadlineMs, maxWaiting: MAX_WAITING });
    this.#processes.set(mode.name, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.close()));
  }
}
