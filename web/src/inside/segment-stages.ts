/** The way of one segment as stages with a beginning and an end, for the waterfall. Only what was measured. Pure. */
import type { SegmentAtListeners, SegmentView } from '../../../src/protocol/inside.ts';

export const STAGES = ['said', 'partials', 'recognised', 'handedOver', 'translated', 'spoken', 'played'] as const;
/**
 * said: its words; partials: from the first to the last that was passed on; recognised: from the last word until the words were final; handedOver: until the pipeline accepted it;
 * translated: until its translation reached the first listener, as text or with its first speech; spoken: until the last of its
 * speech had come; played: at the listeners.
 */
export type StageName = (typeof STAGES)[number];

export interface Stage {
  readonly name: StageName;
  /** Undefined: before there are languages. */
  readonly language: string | undefined;
  /** ms after the segment's beginning. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** In order; those of each language after each other. A stage without both of its times is left out. */
export function toStages(segment: SegmentView): Stage[] {
  const { finalMs, firstPartialMs, firstWordMs, languages, lastPartialMs, lastWordMs, settledMs } = segment;
  return [
    ...stage('said', undefined, firstWordMs, lastWordMs),
    ...stage('partials', undefined, firstPartialMs, lastPartialMs),
    ...stage('recognised', undefined, lastWordMs ?? lastPartialMs, finalMs),
    ...stage('handedOver', undefined, finalMs, settledMs),
    ...Object.entries(languages).flatMap(([language, known]) => {
      const arrivedMs = toArrivedMs(known);
      // The pipeline may deliver before its answer is here.
      const acceptedMs = Math.min(settledMs ?? finalMs, arrivedMs ?? Number.POSITIVE_INFINITY);
      return [
        ...stage('translated', language, Math.max(finalMs, acceptedMs), arrivedMs),
        ...stage('spoken', language, known.speechMs, known.lastSpeechMs),
        ...stage('played', language, known.soundMs, known.lastSoundMs),
      ];
    }),
  ];
}

/** When the last that is known of a segment happened, ms after its beginning. */
export function endOf(segment: SegmentView): number {
  return Math.max(segment.finalMs, segment.settledMs ?? 0, ...toStages(segment).map(({ toMs }) => toMs));
}

/** When a language's translation reached its first listener. */
function toArrivedMs({ speechMs, textMs }: SegmentAtListeners): number | undefined {
  if (speechMs === undefined || textMs === undefined) return speechMs ?? textMs;
  return Math.min(speechMs, textMs);
}

function stage(name: StageName, language: string | undefined, fromMs?: number, toMs?: number): Stage[] {
  if (fromMs === undefined || toMs === undefined) return [];
  return [{ name, language, fromMs: Math.min(fromMs, toMs), toMs }];
}
