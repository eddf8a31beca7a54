/** Types of progress.mjs, which is plain JavaScript because setup runs before any package is installed. */

export declare const colours: Readonly<Record<'bold' | 'red' | 'green' | 'yellow', (text: string) => string>>;

export declare function say(line: string): void;

/** Runs a command under a title. Shows its output with `verbose`, otherwise keeps the end of it. */
export declare function runShown(
  title: string,
  program: string,
  args: readonly string[],
  options?: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly verbose?: boolean;
    /** Shown beside the seconds while it runs, e.g. how much was fetched. */
    readonly note?: () => string;
  },
): Promise<{
  /** Undefined: the program is not installed. */
  readonly code: number | undefined;
  readonly output: string;
}>;

/** Passes the signal to every running command, and waits until all have ended. After that no code continues after a command. */
export declare function endCommands(signal: NodeJS.Signals, graceMs?: number): Promise<void>;
