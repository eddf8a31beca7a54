/** What the demo shows while it runs: finished lines, and on a terminal the words being recognised, overwritten in place. */
import picocolors from 'picocolors';

export interface ScreenOptions {
  readonly write: (text: string) => void;
  /** A terminal: lines may be overwritten. */
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  /** Characters a line. */
  readonly columns: () => number;
}

const CLEAR_LINE = '\r\x1b[2K';
/** Before the words: `0:04  es  1.23 s  `; the latency stands in translations only. */
const LATENCY_WIDTH = 7;
const NO_LATENCY = ' '.repeat(LATENCY_WIDTH);

export class Screen {
  readonly #options: ScreenOptions;
  readonly #colours: ReturnType<typeof picocolors.createColors>;
  /** Words of the sentence that is not over yet. */
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

  /** What is waited for, until `end` or the next of its kind. Nothing where there is no terminal. */
  status(text: string): void {
    if (!this.#options.isTerminal) return;
    this.#overwrite(plain(text));
  }

  /** Words so far; replaced by the next ones, or by the finished sentence. Nothing where there is no terminal. */
  partial(atMs: number, text: string): void {
    if (!this.#options.isTerminal) return;
    this.#overwrite(`${clock(atMs)}  ..  ${NO_LATENCY}  ${plain(text)}`);
  }

  /** A finished sentence, as recognised. */
  recognised(atMs: number, language: string, text: string): void {
    this.#endPartial();
    this.#line(`${clock(atMs)}  ${this.#colours.bold(language)}  ${NO_LATENCY}  ${plain(text)}`);
  }

  /** A translation that arrived. @param latencyMs from the end of the speech it translates. */
  translation(atMs: number, language: string, text: string, latencyMs: number | undefined): void {
    const latency = latencyMs === undefined ? NO_LATENCY : `${(latencyMs / 1000).toFixed(2)} s`.padStart(LATENCY_WIDTH);
    const { cyan, green } = this.#colours;
    this.#line(`${clock(atMs)}  ${cyan(language)}  ${green(latency)}  ${plain(text)}`);
  }

  /** Takes the unfinished words away. */
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

/** What came over the network may hold control characters, which a terminal would obey. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/** `m:ss` */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
