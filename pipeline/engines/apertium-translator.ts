/** Translation by Apertium, with one process for each pair in use. Without a direct pair it goes through a third language. */
import { baseLanguage } from '../language-code.ts';
import { translateAfter } from './apertium-context.ts';
import { type ApertiumMode, findRoute, readModes } from './apertium-modes.ts';
import { ApertiumProcess } from './apertium-process.ts';
import { missingPair } from './debian-pairs.ts';
import type { Translation, TranslationRequest, Translator } from './translator.ts';
import { writtenAs } from './written-translation.ts';

export interface ApertiumOptions {
  /** Folder of the .mode files; in Debian /usr/share/apertium/modes. */
  readonly modesFolder: string;
  /** Directories, as in PATH. */
  readonly path: string;
  readonly deadlineMs: number;
  /** Called once, with one line, for a mode that is installed but cannot run. */
  readonly warn: (line: string) => void;
}

const MAX_WAITING = 256;

export class ApertiumTranslator implements Translator {
  /** The beginning of a sentence says what its next clause means: apertium-context.ts. */
  readonly takesContext = true;
  readonly #options: ApertiumOptions;
  /** At most one for each installed mode. */
  readonly #processes = new Map<string, ApertiumProcess>();
  #modes: readonly ApertiumMode[] | undefined;

  constructor(options: ApertiumOptions) {
    this.#options = options;
  }

  async translate({ text, source, target, context }: TranslationRequest): Promise<Translation> {
    const route = this.#route(source, target);
    if (route === undefined) return { kind: 'noEngine', hint: missingPair(baseLanguage(source), baseLanguage(target)) };
    let translated = text;
    for (const [i, mode] of route.entries()) {
      const process = this.#process(mode);
      // The context is in the source language: the second of two modes has none.
      translated = await translateAfter(i === 0 ? context : undefined, translated, (frame) => process.run(frame));
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

  /** @returns the process of a mode, which its first request starts. */
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
