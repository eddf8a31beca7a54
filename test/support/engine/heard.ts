/** A listener that keeps what it is told, and can be waited for. */
import { EventEmitter, once } from 'node:events';
import type { RecognisedResult, RecogniserListener } from '../../../emulators/transcribe/recogniser.ts';

export class Heard implements RecogniserListener {
  readonly all: RecognisedResult[] = [];
  readonly failures: string[] = [];
  readonly #events = new EventEmitter();
  #drained = 0;

  get finals(): RecognisedResult[] {
    return this.all.filter(({ isPartial }) => !isPartial);
  }

  /** Of the finals, in order. */
  get words(): string[] {
    return this.finals.flatMap(({ items }) => items.map(({ content }) => content));
  }

  /** How often it was told that it may write again since it was last asked. */
  takeDrained(): number {
    const drained = this.#drained;
    this.#drained = 0;
    return drained;
  }

  /** Resolves when what was told so far, or what is told next, makes it so. */
  async until(isSo: (heard: this) => boolean): Promise<void> {
    while (!isSo(this)) await once(this.#events, 'told');
  }

  results(results: readonly RecognisedResult[]): void {
    this.all.push(...results);
    this.#events.emit('told');
  }

  drained(): void {
    this.#drained++;
    this.#events.emit('told');
  }

  failed(message: string): void {
    this.failures.push(message);
    this.#events.emit('told');
  }
}
