/** Types of engines.mjs, which is plain JavaScript because setup runs before any package is installed. */

export interface Engine {
  readonly id:
    | 'moonshine'
    | 'pocketsphinx'
    | 'recordings'
    | 'apertium-spa'
    | 'apertium-cat'
    | 'espeak-ng'
    | 'festival-ca';
  readonly name: string;
  /** Debian packages; empty if the engine is not installed by apt. */
  readonly packages: readonly string[];
  /** For people. */
  readonly licence: string;
  /** One line: what was searched for and not found. */
  readonly absence: string;
  /** One line: what does not work without this engine; for a recogniser, when another one is installed. */
  readonly without: string;
  /** Only for a recogniser: what does not work when none is installed. */
  readonly withoutAnyRecogniser?: string;
  /** One line: what was found. Undefined: the engine does not run here. Starts the engine's program and waits for it. */
  find(): string | undefined;
}

export declare const SPEECH_MODEL: {
  /** Name of the folder, in `rostrum` in the user's cache. */
  readonly folder: string;
  /** Bytes, by name. */
  readonly files: Readonly<Record<string, number>>;
};

export declare const ENGINES: readonly Engine[];

/** What does not work without the missing engines, a line for each. */
export declare function lossesWithout(missing: readonly Engine[]): string[];
