/** Counts the recognised and the heard sentences, and their latencies. Pure; prints nothing. */
import type { HeardReport, TranscriptReport } from './reports.ts';
import type { LanguageFigures } from './summary.ts';

interface Heard {
  translations: number;
  audioMs: number;
  readonly latenciesMs: number[];
  /** Why the last sentence without speech had none. */
  missing: string | undefined;
}

/** Memory grows with the segments of one talk. */
export class Tally {
  readonly #segmentEnds = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #heard: ReadonlyMap<string, Heard>;
  #speakingSinceMs: number | undefined;

  constructor(languages: readonly string[]) {
    this.#heard = new Map(
      languages.map((language) => [language, { translations: 0, audioMs: 0, latenciesMs: [], missing: undefined }]),
    );
  }

  /** @param startedAtMs Unix ms of the session clock's 0. */
  speaking(startedAtMs: number): void {
    this.#speakingSinceMs = startedAtMs;
  }

  /** Milliseconds since the talk began; 0 before it. */
  sinceStart(nowMs: number): number {
    return nowMs - (this.#speakingSinceMs ?? nowMs);
  }

  recognised({ isPartial, resultId, text, endTimeMs }: TranscriptReport): void {
    if (isPartial) return;
    this.#segmentEnds.set(resultId, endTimeMs);
    this.#texts.push(text);
  }

  /**
   * @returns the latency: milliseconds from the end of the translated speech to the arrival of the translation's first part.
   * Undefined for later parts, and when that end is not known.
   */
  heard(language: string, report: HeardReport): number | undefined {
    const heard = this.#of(language);
    heard.audioMs += report.audioMs;
    if (!report.isFirstPart) return undefined;
    heard.translations++;
    const endMs = report.endTimeMs ?? this.#segmentEnds.get(report.resultId ?? '');
    if (endMs === undefined || this.#speakingSinceMs === undefined) return undefined;
    const latencyMs = report.arrivedAtMs - (this.#speakingSinceMs + endMs);
    heard.latenciesMs.push(latencyMs);
    return latencyMs;
  }

  /** Counts a whole sentence that came as text without speech. */
  unspoken(language: string, reason: string | undefined): void {
    this.#of(language).missing = reason ?? 'no speech';
  }

  get segments(): number {
    return this.#texts.length;
  }

  /** All recognised text. */
  get text(): string {
    return this.#texts.join(' ');
  }

  figures(): LanguageFigures[] {
    return [...this.#heard].map(([language, heard]) => ({ language, ...heard, latenciesMs: [...heard.latenciesMs] }));
  }

  #of(language: string): Heard {
    const heard = this.#heard.get(language);
    if (heard === undefined) throw new Error(`nobody listens in ${language}`);
    return heard;
  }
}
