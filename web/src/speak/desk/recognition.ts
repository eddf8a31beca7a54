/** What the speaker is told of recognition: a chip for how it is, a notice for what has happened. */
import type { Notices } from '../../notices.ts';
import { SPEAK } from '../../texts/speak.ts';
import type { RecognitionChip } from '../recognition-chip.ts';

/** Without words for so long, it waits for speech. */
const RECOGNISING_MS = 15_000;
/** For how long it is news that it is back. */
const NEWS_MS = 10_000;
const TOPIC = 'recognition';

export class Recognition {
  readonly #chip: RecognitionChip;
  readonly #notices: Notices;
  /** The notice says that it is interrupted or has failed. */
  #isDisturbed = false;
  #isFailed = false;
  #heardMs = Number.NEGATIVE_INFINITY;

  constructor(chip: RecognitionChip, notices: Notices) {
    this.#chip = chip;
    this.#notices = notices;
  }

  /** The server drops the audio. */
  get isFailed(): boolean {
    return this.#isFailed;
  }

  /** Words have come. @param nowMs of any clock, the same for every call. */
  heard(nowMs: number): void {
    // Also after an interruption whose end was not told, because the connection was lost meanwhile.
    if (this.#isDisturbed) this.#notices.clear(TOPIC);
    this.#isDisturbed = false;
    this.#isFailed = false;
    this.#heardMs = nowMs;
    this.#chip.set('on');
  }

  interrupted(attempt: number): void {
    this.#isDisturbed = true;
    this.#chip.set('interrupted');
    this.#notices.say(TOPIC, SPEAK.interrupted(attempt), 'warning');
  }

  restored(replayedMs: number, nowMs: number): void {
    this.heard(nowMs);
    this.#notices.say(TOPIC, SPEAK.restored(replayedMs), 'info', NEWS_MS);
  }

  failed(): void {
    this.#isDisturbed = true;
    this.#isFailed = true;
    this.#chip.set('failed');
    this.#notices.say(TOPIC, SPEAK.failed, 'problem');
  }

  /** Call about once a second. */
  look(nowMs: number): void {
    if (nowMs - this.#heardMs > RECOGNISING_MS) this.#chip.quiet();
  }

  close(): void {
    this.#notices.clear(TOPIC);
  }
}
