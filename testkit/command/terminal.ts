/** What may be written to a terminal and to nothing else: colours, and a line that is written over. */

/** What of an output stream is asked for. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Whether this output is a terminal that shows colours, and nobody has turned them off. */
export function hasColours(output: Output = process.stdout, environment = process.env): boolean {
  return output.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
}

const CLEAR = '\r\u001b[K';

/** One line that says how far a long run is; where there is no terminal it writes nothing. */
export class ProgressLine {
  readonly #output: Output;

  constructor(output: Output = process.stderr) {
    this.#output = output;
  }

  show(text: string): void {
    this.#write(`${CLEAR}${text}`);
  }

  /** Before anything else is written to that terminal. */
  clear(): void {
    this.#write(CLEAR);
  }

  #write(text: string): void {
    if (this.#output.isTTY === true) this.#output.write(text);
  }
}
