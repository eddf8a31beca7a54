/** Output for terminals only: colours, and a line that is overwritten. */

/** The part of an output stream that is used here. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Whether this output is a terminal with colours, and they are not turned off. */
export function hasColours(output: Output = process.stdout, environment = process.env): boolean {
  return output.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
}

const CLEAR = '\r\u001b[K';

/** One line with the progress of a long run. Without a terminal it writes nothing. */
export class ProgressLine {
  readonly #output: Output;

  constructor(output: Output = process.stderr) {
    this.#output = output;
  }

  show(text: string): void {
    this.#write(`${CLEAR}${text}`);
  }

  /** Call before anything else is written to that terminal. */
  clear(): void {
    this.#write(CLEAR);
  }

  #write(text: string): void {
    if (this.#output.isTTY === true) this.#output.write(text);
  }
}
