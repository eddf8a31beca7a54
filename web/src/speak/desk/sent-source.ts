/** The source that is being sent: takes another one when the speaker chooses it, and says what is wrong with it. */
import type { Words } from '../../texts/locale.ts';
import { SPEAK } from '../../texts/speak.ts';
import type { CapturedFrame } from '../captured-frame.ts';
import { isSoundless, type MicTrouble } from '../mic/mic-trouble.ts';
import type { PreparedSource } from '../mic/prepared-source.ts';
import { sourceProblemWords } from '../mic/problem-words.ts';
import type { Source } from '../source.ts';
import type { SourceListener } from '../source-listener.ts';

export interface SentSourceDeps {
  readonly notices: { say(topic: string, words: Words, kind: 'warning' | 'problem'): void; clear(topic: string): void };
  readonly opener: {
    readonly capture: { stop(): void } | undefined;
    open(source: Source): Promise<PreparedSource>;
  };
  readonly view: {
    readonly source: {
      set(kind: 'off', text: string): void;
      using(source: PreparedSource): void;
      trouble(trouble: MicTrouble | undefined): void;
      busy(isBusy: boolean): void;
    };
    readonly glance: { readonly level: { set(level: number): void } };
  };
  readonly desk: { source(hasSource: boolean, isSoundless?: boolean): void };
  /** Aborted when the session is over. */
  readonly signal: AbortSignal;
  onFrame(frame: CapturedFrame): void;
  /** Another source is in use: it is to follow the controls. */
  onUsed(): void;
}

export class SentSource {
  readonly #parts: SentSourceDeps;
  #isEnding = false;

  constructor(parts: SentSourceDeps) {
    this.#parts = parts;
    parts.view.source.set('off', SPEAK.sourceOff);
  }

  /** Speaks with this source from now on. @throws MicProblem if it was lost since it was opened: then it is closed. */
  use(source: PreparedSource): void {
    const { notices, view, desk, signal, onUsed } = this.#parts;
    // It was opened while the speaker ended the session.
    if (this.#isEnding || signal.aborted) {
      source.close();
      return;
    }
    source.begin(this.#listener);
    view.source.using(source);
    desk.source(true);
    notices.clear('restored');
    if (source.note !== undefined) notices.say('mended', source.note, 'warning');
    onUsed();
  }

  /** Must be called by the click itself: later, some browsers do not start sound. What was sent before goes on if it fails. */
  async choose(source: Source): Promise<void> {
    const { notices, opener, view, signal } = this.#parts;
    notices.clear('source');
    notices.clear('mended');
    view.source.busy(true);
    try {
      this.use(await opener.open(source));
    } catch (error) {
      if (!signal.aborted) notices.say('source', sourceProblemWords(error), 'problem');
    } finally {
      view.source.busy(this.#isEnding);
    }
  }

  /** While the session ends nothing is sent, and no other source is taken. If the end fails, another one can be chosen. */
  ending(isEnding: boolean): void {
    const { opener, view } = this.#parts;
    this.#isEnding = isEnding;
    if (isEnding) {
      opener.capture?.stop();
      this.#stopped(SPEAK.sourceOff);
    }
    view.source.busy(isEnding);
  }

  readonly #listener: SourceListener = {
    frame: (frame) => this.#parts.onFrame(frame),
    trouble: (trouble) => {
      const { view, desk } = this.#parts;
      view.source.trouble(trouble);
      desk.source(true, isSoundless(trouble));
      if (isSoundless(trouble)) view.glance.level.set(0);
    },
    ended: (end) => this.#stopped(end === 'done' ? SPEAK.sourceDone : SPEAK.sourceOff),
  };

  #stopped(why: string): void {
    const { view, desk } = this.#parts;
    view.glance.level.set(0);
    view.source.set('off', why);
    desk.source(false);
  }
}
