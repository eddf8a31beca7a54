/** One run: three sessions of the same talk at once, from the first word to the last sound. */
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { cameTrue, pause } from '../../testkit/until.ts';
import { Ear } from './ear.ts';
import { measureSession, type SessionFigures } from './measure.ts';
import { type EvsOptions, MODES } from './options.ts';
import { compare, type EvsReport } from './report.ts';
import { Stage } from './stage.ts';
import { makeTalk, type Talk } from './talk.ts';
import { Voice, writeTalk } from './voice.ts';
import { wordsIn } from './word-alignment.ts';

/** A language for each listener, so that the server's histograms keep them apart. */
const LANGUAGES = ['es', 'de', 'fr', 'it'] as const;
/** After the talk: the last final, its delivery, and the speech that waits at listeners who are behind. */
const HEARD_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;
const PROGRESS_EVERY_MS = 1_000;
/** The report of the last segment needs its way to the server. */
const REPORTED_WITHIN_MS = 1_000;

interface Seats {
  readonly mode: SegmentMode;
  readonly voice: Voice;
  readonly ears: readonly Ear[];
}

/** Rejects when the server cannot be started. @param onProgress what happens now, once a second */
export async function evs(
  options: EvsOptions,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<EvsReport> {
  const talk = makeTalk(options.minutes * 60_000, options.seed);
  const stage = await Stage.open(options);
  const problems: string[] = [];
  let ended = false;
  void stage.died.then((how) => ended || problems.push(`the server ended by itself: ${how}`));
  try {
    const seats = await Promise.all(MODES.map((mode) => seat(stage, mode, options)));
    await play(stage, seats, talk, onProgress, signal);
    const report = await toReport(stage, seats, talk, options);
    ended = true;
    for (const { voice, ears } of seats) for (const each of [voice, ...ears]) each.destroy();
    const how = await stage.close();
    if (how !== '0') problems.push(`the server ended with ${how}`);
    return { ...report, problems: [...report.problems, ...problems] };
  } finally {
    if (!ended) {
      ended = true;
      await stage.close();
    }
  }
}

async function seat(stage: Stage, mode: SegmentMode, { longer }: EvsOptions): Promise<Seats> {
  const voice = await Voice.open(stage.url, stage.token(`speaker-${mode}`), mode);
  const { sessionId } = voice;
  const ears = await Promise.all(
    longer.map((_, i) => Ear.open({ url: stage.url, sessionId, targetLanguage: LANGUAGES[i] ?? LANGUAGES[0] })),
  );
  const listeners = ears.map(({ connectionId, targetLanguage }, i) => {
    return { connectionId, targetLanguage, stretch: 1 + (longer[i] ?? 0) / 100 };
  });
  stage.pipeline.seat(sessionId, listeners);
  return { mode, voice, ears };
}

/** From the first word until everything that was handed over has sounded. */
async function play(
  stage: Stage,
  seats: readonly Seats[],
  talk: Talk,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const pcm = writeTalk(talk);
  const startedAt = performance.now();
  const showing = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const of = Math.round(talk.durationMs / 1_000);
    const handed = seats.map(({ mode, voice }) => `${mode} ${segmentsOf(stage, voice).length}`);
    onProgress(`${Math.min(seconds, of)} of ${of} s, segments handed over: ${handed.join(', ')}`);
  }, PROGRESS_EVERY_MS);
  try {
    await Promise.all(seats.map(({ voice }) => voice.speak(pcm, signal)));
    await cameTrue(
      () => signal.aborted || seats.every((each) => isHeard(stage, each, talk)),
      HEARD_WITHIN_MS,
      LOOK_EVERY_MS,
    );
    await pause(REPORTED_WITHIN_MS, signal);
  } finally {
    clearInterval(showing);
  }
}

function segmentsOf(stage: Stage, { sessionId }: Voice) {
  return stage.pipeline.of(sessionId).filter(({ isPartial }) => !isPartial);
}

/** Whether all words were handed over, and every segment was reported as played or skipped by every listener. */
function isHeard(stage: Stage, { voice, ears }: Seats, { words }: Talk): boolean {
  const segments = segmentsOf(stage, voice);
  const handed = segments.reduce((sum, { text }) => sum + wordsIn(text).length, 0);
  return handed >= words.length && ears.every(({ played }) => played.length >= segments.length);
}

async function toReport(stage: Stage, seats: readonly Seats[], talk: Talk, options: EvsOptions): Promise<EvsReport> {
  const { longer } = options;
  const sessions = seats.map((each) => figuresOf(stage, each, talk, options));
  const page = await stage.metrics();
  const languages = new Map(longer.map((percent, i) => [percent, LANGUAGES[i] ?? LANGUAGES[0]] as const));
  const { words, sentences, durationMs } = talk;
  return {
    options,
    talk: { minutes: Math.round(durationMs / 6_000) / 10, words: words.length, sentences: sentences.length },
    sessions,
    comparisons: compare(page, sessions, languages),
    contradictedByServer: page.sum('ContradictedWords'),
    cuts: page.byLabel('SegmentsHandedOver', 'by'),
    problems: problemsOf(stage, seats),
  };
}

function figuresOf(stage: Stage, { mode, voice, ears }: Seats, talk: Talk, { longer }: EvsOptions): SessionFigures {
  return measureSession({
    mode,
    words: talk.words,
    durationMs: talk.durationMs,
    saidAt: (talkMs) => voice.saidAt(talkMs),
    handed: stage.pipeline.of(voice.sessionId),
    replacements: ears[0]?.replacements ?? [],
    listeners: ears.map(({ played, captions, largestRate }, i) => {
      return { longerPercent: longer[i] ?? 0, played, wordsTakenBack: captions.finish(), largestRate };
    }),
  });
}

function problemsOf(stage: Stage, seats: readonly Seats[]): string[] {
  const deliveries = [...stage.pipeline.failures].map(([what, count]) => `${count} deliveries failed: ${what}`);
  return seats.reduce((found, { mode, voice, ears }) => {
    for (const [what, count] of voice.dropped) found.push(`${mode}: ${count} chunks were not taken: ${what}`);
    if (!voice.isOpen) found.push(`${mode}: the speaker's socket was closed`);
    for (const { closedWith } of ears) {
      if (closedWith !== undefined) found.push(`${mode}: a listener was closed with ${closedWith}`);
    }
    return found;
  }, deliveries);
}
