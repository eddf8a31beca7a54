/** Prints the demo's progress: finished lines, and on a terminal also the current partial, overwritten in place. */
import picocolors from 'picocolors';

export interface ScreenOptions {
  readonly write: (text: string) => void;
  /** True: lines can be overwritten. */
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Characters per line. */
  readonly columns: () => number;
}

const CLEAR_LINE = '\r\x1b[2K';
/** Lines begin like `0:04  es  1.23 s  `. Only translations have a latency. */
const LATENCY_WIDTH = 7;
const NO_LATENCY = ' '.repeat(LATENCY_WIDTH);

export class Screen {
  readonly #options: ScreenOptions;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  /** Text of the current partial. */
  #partial = '';

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#colours = picocolors.createColors(options.hasColours);
  }

  heading(text: string): void {
    this.#line(this.#colours.bold(plain(text)));
  }

  line(text = ''): void {
    this.#line(plain(text));
  }

  note(text: string): void {
    this.#line(this.#colours.yellow(plain(text)));
  }

  /** Shows what the demo waits for, until `end` or the next status. Does nothing without a terminal. */
  status(text: string): void {
    if (!this.#options.isTerminal) return;
    this.#overwrite(plain(text));
  }

  /** Shows a partial, until the next partial or its final replaces it. Does nothing without a terminal. */
  partial(atMs: number, text: string): void {
    if (!this.#options.isTerminal) return;
    this.#overwrite(`${clock(atMs)}  ..  ${NO_LATENCY}  ${plain(text)}`);
  }

  /** Prints a final. */
  recognised(atMs: number, language: string, text: string): void {
    this.#endPartial();
    this.#line(`${clock(atMs)}  ${this.#colours.bold(language)}  ${NO_LATENCY}  ${plain(text)}`);
  }

  /** Prints a translation. @param latencyMs from the end of the translated speech to the arrival. */
  translation(atMs: number, language: string, text: string, latencyMs: number | undefined): void {
    const latency = latencyMs === undefined ? NO_LATENCY : `${(latencyMs / 1000).toFixed(2)} s`.padStart(LATENCY_WIDTH);
    const { cyan, green } = this.#colours;
    this.#line(`${clock(atMs)}  ${cyan(language)}  ${green(latency)}  ${plain(text)}`);
  }

  /** Removes the partial or the status. */
  end(): void {
    this.#endPartial();
  }

  #overwrite(words: string): void {
    const room = Math.max(10, this.#options.columns() - 1);
    this.#partial = words.length > room ? `${words.slice(0, room - 1)}…` : words;
    this.#options.write(`${CLEAR_LINE}${this.#colours.dim(this.#partial)}`);
  }

  #endPartial(): void {
    if (this.#partial !== '') this.#options.write(CLEAR_LINE);
    this.#partial = '';
  }

  #line(text: string): void {
    const { write } = this.#options;
    if (this.#partial === '') write(`${text}\n`);
    else write(`${CLEAR_LINE}${text}\n${this.#colours.dim(this.#partial)}`);
  }
}

/** Removes control characters: text from the network must not control the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/** `m:ss` */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
