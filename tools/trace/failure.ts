/** What stops the command: one line for people and the exit code. Never a bug; those are other errors. */

export class TraceFailure extends Error {
  override readonly name = 'TraceFailure';
  /** 1: it could not be done, or a promise is broken; 2: it was asked for wrongly; 130: interrupted. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
