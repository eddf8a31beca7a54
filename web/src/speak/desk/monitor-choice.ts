/** Opens, changes and closes the page's own listener as the speaker chooses its language. Without a choice there is none. */
import { DESK } from '../../texts/desk.ts';
import { wordsOf } from '../../texts/locale.ts';
import { speakErrorWords } from '../../texts/speak-errors.ts';
import type { SaidAt } from './lag.ts';
import { Monitor } from './monitor.ts';
import type { MonitorView } from './monitor-view.ts';

export interface MonitorChoiceDeps {
  readonly url: string;
  readonly view: MonitorView;
  readonly saidAt: SaidAt;
  sessionId(): string;
  /** It has joined or left: the server counts another number of listeners. */
  onCounted(): void;
}

export class MonitorChoice {
  readonly #parts: MonitorChoiceDeps;
  #monitor: Monitor | undefined;
  #language: string | undefined;
  #isPresent = false;

  constructor(parts: MonitorChoiceDeps) {
    this.#parts = parts;
  }

  /** The language that was chosen. */
  get language(): string | undefined {
    return this.#language;
  }

  /** The language in which the server counts this page's own listener. */
  get counted(): string | undefined {
    return this.#isPresent ? this.#language : undefined;
  }

  get lagMs(): number | undefined {
    return this.#monitor?.lagMs;
  }

  /** @param language Undefined: none. */
  choose(language: string | undefined): void {
    const { view, url, saidAt, sessionId } = this.#parts;
    this.#stop();
    this.#language = language;
    if (language === undefined) return;
    this.#monitor = new Monitor({
      url,
      saidAt,
      language,
      sessionId: sessionId(),
      onPresent: (isPresent) => this.#present(isPresent),
      onFailed: (error) => this.#fail(error),
    });
    view.set(this.#monitor.view);
  }

  close(): void {
    this.#stop();
  }

  #present(isPresent: boolean): void {
    const { view, onCounted } = this.#parts;
    if (this.#isPresent && !isPresent) view.problem(DESK.monitorLost);
    if (isPresent) view.problem('');
    this.#isPresent = isPresent;
    onCounted();
  }

  #fail(error: unknown): void {
    this.#stop();
    this.#language = undefined;
    this.#parts.view.offerNone();
    this.#parts.view.problem(DESK.monitorFailed(wordsOf(speakErrorWords(error))));
  }

  #stop(): void {
    const wasPresent = this.#isPresent;
    this.#monitor?.close();
    this.#monitor = undefined;
    this.#isPresent = false;
    this.#parts.view.set(undefined);
    if (wasPresent) this.#parts.onCounted();
  }
}
