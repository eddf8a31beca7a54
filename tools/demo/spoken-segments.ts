/** What the speaker has said, segment by segment, as its transcripts tell it. Pure. */
import type { TranscriptReport } from './reports.ts';

/** Memory grows with the segments of one talk. */
export class SpokenSegments {
  /** By result, in order; the segments of each by number. A result of a server without segments has one, number 0. */
  readonly #results = new Map<string, Map<number, TranscriptReport>>();
  /** Whole results whose words differ from what their segments said. */
  readonly #corrected = new Map<string, string>();

  /** @returns whether it is a new segment. False: a correction of a whole result. */
  add(transcript: TranscriptReport): boolean {
    const { resultId, segment, text } = transcript;
    const known = this.#results.get(resultId);
    if (segment === undefined && known !== undefined) {
      this.#corrected.set(resultId, text);
      return false;
    }
    const segments = known ?? new Map<number, TranscriptReport>();
    segments.set(segment ?? 0, transcript);
    this.#results.set(resultId, segments);
    return true;
  }

  find(resultId: string | undefined, segment: number | undefined): TranscriptReport | undefined {
    return this.#results.get(resultId ?? '')?.get(segment ?? 0);
  }

  get count(): number {
    return [...this.#results.values()].reduce((sum, segments) => sum + segments.size, 0);
  }

  /** All words, corrected. */
  get text(): string {
    return [...this.#results]
      .map(([id, segments]) => this.#corrected.get(id) ?? [...segments.values()].map(({ text }) => text).join(' '))
      .join(' ');
  }
}
