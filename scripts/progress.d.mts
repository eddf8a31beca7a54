/** Types of progress.mjs, which is plain JavaScript because setup runs before any package is there. */

export declare const colours: Readonly<Record<'bold' | 'red' | 'green' | 'yellow', (text: string) => string>>;

export declare function say(line: string): void;

/** Runs a command under a title; with `verbose` its output is shown, otherwise its end is kept. */
export declare function runShown(
  title: string,
  program: string,
  args: readonly string[],
  options?: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly verbose?: boolean;
    /** Shown beside the seconds while it runs, e.g. how much has come. */
    readonly note?: () => string;
  },
): Promise<{
  /** Undefined: the program is not there. */
  readonly code: number | undefined;
  readonly output: string;
}>;

/** Passes the signal to every command that runs, and waits until all have ended; nothing goes on after a command then. */
export declare function endCommands(signal: NodeJS.Signals, graceMs?: number): Promise<void>;
