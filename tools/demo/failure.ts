/** What stops the demo: one line for people and the exit code. Never a bug; those are other errors. */

export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
  /** 1: it could not be done; 2: it was asked for wrongly; 130: interrupted. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message.replace(/\s+/g, ' ').trim());
    this.exitCode = exitCode;
  }
}
