/** Splits a process's output into lines. A line longer than `maxChars` is cut, so that memory use is bounded. */
import { StringDecoder } from 'node:string_decoder';

export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #emit: (line: string) => void;
  readonly #maxChars: number;
  #rest = '';

  constructor(emit: (line: string) => void, maxChars = 16_384) {
    this.#emit = emit;
    this.#maxChars = maxChars;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    while (this.#rest.length > this.#maxChars) {
      this.#emit(this.#rest.slice(0, this.#maxChars));
      this.#rest = this.#rest.slice(this.#maxChars);
    }
  }

  /** Emits the last line if it has no line end. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (rest !== '') this.#line(rest);
  }

  #line(text: string): void {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    for (let from = 0; from === 0 || from < line.length; from += this.#maxChars) {
      this.#emit(line.slice(from, from + this.#maxChars));
    }
  }
}
