/** Types of engines.mjs, which is plain JavaScript because setup runs before any package is there. */

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
  /** Debian packages; none where it comes another way. */
  readonly packages: readonly string[];
  /** In short, for people. */
  readonly licence: string;
  /** One line on what was looked for and not found. */
  readonly absence: string;
  /** One line on what cannot work without it; of a recogniser: where another one is there. */
  readonly without: string;
  /** A recogniser's: where none is there. */
  readonly withoutAnyRecogniser?: string;
  /** What was found, one line; undefined when the engine does not run here. Starts the engine's program, waits for it. */
  find(): string | undefined;
}

export declare const SPEECH_MODEL: {
  /** In `rostrum` in the user's cache. */
  readonly folder: string;
  /** Bytes, by name. */
  readonly files: Readonly<Record<string, number>>;
};

export declare const ENGINES: readonly Engine[];

/** What cannot work without some of ENGINES, a line for each of these. */
export declare function lossesWithout(missing: readonly Engine[]): string[];
