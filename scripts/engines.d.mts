/** Types of engines.mjs, which is plain JavaScript because setup runs before any package is there. */

export interface Engine {
  readonly id: 'pocketsphinx' | 'recordings' | 'apertium-spa' | 'apertium-cat' | 'espeak-ng';
  readonly name: string;
  /** Debian packages. */
  readonly packages: readonly string[];
  /** One line on what was looked for and not found. */
  readonly absence: string;
  /** One line on what cannot work without it. */
  readonly without: string;
  /** What was found, one line; undefined when the engine does not run here. Starts the engine's program, waits for it. */
  find(): string | undefined;
}

export declare const ENGINES: readonly Engine[];
