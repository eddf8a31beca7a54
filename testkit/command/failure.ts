/** Expected failures of a command: one line for people, and the exit code. */

/** The exit codes that all commands share. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

/** The command could not do its work. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
  readonly exitCode: number;

  /** @param message a text is made one line; a list gives the lines. */
  constructor(message: string | readonly string[], exitCode: number = EXIT.failed) {
    super(typeof message === 'string' ? oneLine(message) : message.join('\n'));
    this.exitCode = exitCode;
  }
}

/** The command line is wrong: the message says what is wrong, and what is right. */
export class WrongUsage extends CommandFailure {
  override readonly name = 'WrongUsage';

  constructor(message: string) {
    super(message, EXIT.wrongUsage);
  }
}

/** The message of any error, in one line; that of a CommandFailure as it is. */
export function toMessage(error: unknown): string {
  if (error instanceof CommandFailure) return error.message;
  return oneLine(error instanceof Error ? error.message : String(error));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
