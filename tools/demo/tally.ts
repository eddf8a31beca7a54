/** Counts the recognised and the heard segments, and how late they were heard. Pure; prints nothing. */
import { earVoiceSpans } from './ear-voice-span.ts';
import type { HeardReport, PlayedMessage, TranscriptReport } from './reports.ts';
import { SpokenSegments } from './spoken-segments.ts';
import type { LanguageFigures } from './summary.ts';

interface Heard {
  translations: number;
  audioMs: number;
  readonly played: PlayedMessage[];
  /** Why the last segment without speech had none. */
  missing: string | undefined;
}

/** Memory grows with the segments of one talk. */
export class Tally {
  readonly #spoken = new SpokenSegments();
  /** Segments that a listener heard, by result and number: a session that ends late may not tell its speaker of the last. */
  readonly #named = new Map<string, Pick<HeardReport, 'resultId' | 'segment'>>();
  readonly #heard: ReadonlyMap<string, Heard>;
  #speakingSinceMs: number | undefined;

  constructor(languages: readonly string[]) {
    this.#heard = new Map(
      languages.map((language) => [language, { translations: 0, audioMs: 0, played: [], missing: undefined }]),
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

  /** @returns whether it is a segment that is new, and not a partial or a correction. */
  recognised(transcript: TranscriptReport): boolean {
    return !transcript.isPartial && this.#spoken.add(transcript);
  }

  /**
   * @returns milliseconds from the end of the translated speech to the arrival of the translation's first part. Undefined for
   * later parts, and when that end is not known.
   */
  heard(language: string, report: HeardReport): number | undefined {
    const heard = this.#of(language);
    heard.audioMs += report.audioMs;
    if (!report.isFirstPart) return undefined;
    heard.translations++;
    const { resultId, segment } = report;
    if (resultId !== undefined) this.#named.set(JSON.stringify([resultId, segment]), { resultId, segment });
    const endMs = report.endTimeMs ?? this.#spoken.find(resultId, segment)?.endTimeMs;
    if (endMs === undefined || this.#speakingSinceMs === undefined) return undefined;
    return this.sinceStart(report.arrivedAtMs) - endMs;
  }

  /** Counts what the loudspeaker has played or skipped. */
  played(language: string, message: PlayedMessage): void {
    this.#of(language).played.push(message);
  }

  /** Counts a whole segment that came as text without speech. */
  unspoken(language: string, reason: string | undefined): void {
    this.#of(language).missing = reason ?? 'no speech';
  }

  /** Those that the speaker was told, and those that only listeners heard. */
  get segments(): number {
    const untold = [...this.#named.values()].filter(
      ({ resultId, segment }) => this.#spoken.find(resultId, segment) === undefined,
    );
    return this.#spoken.count + untold.length;
  }

  /** All recognised text. */
  get text(): string {
    return this.#spoken.text;
  }

  figures(): LanguageFigures[] {
    return [...this.#heard].map(([language, { translations, audioMs, played, missing }]) => {
      const sounded = played.filter(({ outcome }) => outcome === 'played');
      return {
        ...{ language, translations, audioMs, missing },
        skipped: played.length - sounded.length,
        fastestRate: sounded.reduce((most, { playbackRate }) => Math.max(most, playbackRate), 1),
        ...this.#latencies(sounded),
      };
    });
  }

  #latencies(played: readonly PlayedMessage[]): Pick<LanguageFigures, 'earVoiceSpansMs' | 'segmentToSoundMs'> {
    const known = played.flatMap((message) => {
      const spoken = this.#spoken.find(message.resultId, message.segment);
      if (spoken === undefined || this.#speakingSinceMs === undefined) return [];
      return [{ spoken, ...message, firstSoundAtMs: this.sinceStart(message.firstSoundAtMs) }];
    });
    return {
      earVoiceSpansMs: known.flatMap(({ spoken, ...heard }) => earVoiceSpans(spoken, heard)),
      segmentToSoundMs: known.map(({ spoken, firstSoundAtMs }) => firstSoundAtMs - spoken.endTimeMs),
    };
  }

  #of(language: string): Heard {
    const heard = this.#heard.get(language);
    if (heard === undefined) throw new Error(`nobody listens in ${language}`);
    return heard;
  }
}
