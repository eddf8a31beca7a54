/** The expected ways in which a command ends without having done its work: one line for people, and the exit code. */

/** The exit codes that all commands share. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

/** It could not be done. Anything else that a command throws is a mistake in the program. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
  readonly exitCode: number;

  /** @param message one line, however it comes; or the lines that it is to have. */
  constructor(message: string | readonly string[], exitCode: number = EXIT.failed) {
    super(typeof message === 'string' ? oneLine(message) : message.join('\n'));
    this.exitCode = exitCode;
  }
}

/** It was asked for wrongly: the message says what is wrong with the command line, and what is right. */
export class WrongUsage extends CommandFailure {
  override readonly name = 'WrongUsage';

  constructor(message: string) {
    super(message, EXIT.wrongUsage);
  }
}

/** What an error of any kind says; without line breaks, unless they are meant. */
export function toMessage(error: unknown): string {
  if (error instanceof CommandFailure) return error.message;
  return oneLine(error instanceof Error ? error.message : String(error));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
