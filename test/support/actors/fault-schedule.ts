/** Random schedules of speech, faults, silences and results, and a session that lives through one. */
import fc from 'fast-check';
import { DEFAULT_SESSION_SETTINGS, type SessionSettings } from '../../../src/actors/session/session-settings.ts';
import { TRANSCRIBE_FAILURES, type TranscribeFailure } from '../../../src/machines/failures.ts';
import { SessionBench } from './actor-bench.ts';
import { settled } from './fake-clock.ts';
import { type FakeStream, result } from './fake-transcription.ts';
import { HonestRecogniser } from './honest-recogniser.ts';

const BROKEN = Object.keys(TRANSCRIBE_FAILURES).filter((name) => name !== 'badRequest') as TranscribeFailure[];

/** What becomes of a stream from its opening on. */
type Fate =
  | { is: 'fine' }
  /** The answer to the opening takes so long. */
  | { is: 'slow'; ms: number }
  | { is: 'refused'; failure: TranscribeFailure }
  /** Its opening is never answered. */
  | { is: 'hanging' }
  /** It is opened, and never says anything. */
  | { is: 'dumb' };

/** What a stream makes of the end frame. */
type End = 'final' | 'twoFinals' | 'lateFinal' | 'dies' | 'finalThenDies' | 'dumb';

export type Step =
  | { do: 'chunk'; samples: number }
  | { do: 'wait'; ms: number }
  | { do: 'die'; which: number; failure: TranscribeFailure }
  | { do: 'final'; which: number; share: number }
  | { do: 'partial' | 'empty'; which: number }
  /** A stream that is over says something all the same. */
  | { do: 'late'; which: number }
  | { do: 'nextFate'; fate: Fate }
  | { do: 'nextEnd'; end: End }
  | { do: 'pause' | 'resume' | 'mute' | 'unmute' };

const which = fc.nat({ max: 3 });
const failure = fc.constantFrom(...BROKEN);
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.record({ is: fc.constant('slow' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ is: fc.constant('refused' as const), failure }),
  fc.constantFrom<Fate>({ is: 'hanging' }, { is: 'dumb' }),
);

export function stepOf(failures: readonly TranscribeFailure[] = BROKEN): fc.Arbitrary<Step> {
  const step = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
  return fc.oneof(
    step(8, fc.record({ do: fc.constant('chunk'), samples: fc.integer({ min: 50, max: 1_500 }) })),
    step(4, fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 0, max: 400 }) })),
    step(2, fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 400, max: 6_000 }) })),
    step(3, fc.record({ do: fc.constant('die'), which, failure: fc.constantFrom(...failures) })),
    step(
      5,
      fc.record({
        do: fc.constant('final'),
        which,
        share: fc.integer({ min: 10, max: 100 }).map((percent) => percent / 100),
      }),
    ),
    step(2, fc.record({ do: fc.constantFrom('partial', 'empty', 'late'), which })),
    step(3, fc.record({ do: fc.constant('nextFate'), fate })),
    step(
      1,
      fc.record({
        do: fc.constant('nextEnd'),
        end: fc.constantFrom<End>('twoFinals', 'lateFinal', 'dies', 'finalThenDies', 'dumb'),
      }),
    ),
    step(3, fc.record({ do: fc.constantFrom('pause', 'resume', 'mute', 'unmute') })),
  );
}

/** Short times for what otherwise takes minutes; drawn anew for each schedule. */
export const TIMES = fc.record({
  rollAfterMs: fc.integer({ min: 1_000, max: 20_000 }),
  silenceMs: fc.integer({ min: 1_500, max: 20_000 }),
  replaySpeed: fc.integer({ min: 2, max: 20 }),
});
type Times = typeof TIMES extends fc.Arbitrary<infer T> ? T : never;

export class ScheduledSession {
  readonly bench: SessionBench;
  readonly recogniser = new HonestRecogniser();
  readonly #dumb = new Set<FakeStream>();
  /** Those the session has let go of and that have not ended: what they still say is nobody's. */
  readonly #left = new Set<FakeStream>();
  readonly #fates: Fate[] = [];
  readonly #ends: End[] = [];

  constructor({ rollAfterMs, silenceMs, replaySpeed }: Times, more: Partial<SessionSettings> = {}) {
    const { transcription, upstream } = DEFAULT_SESSION_SETTINGS;
    this.bench = new SessionBench({
      // However many faults follow each other: what happens when it is given up is another matter.
      transcription: { ...transcription, rollAfterMs, rollRetryMs: 1_000, recoveryWindowMs: 3_600_000 },
      upstream: { ...upstream, silenceMs, replaySpeed },
      ...more,
    });
    this.bench.transcription.script = (stream) => this.#open(stream);
  }

  async live(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step);
      await settled();
    }
  }

  /** From now on the service is well; a last stretch is said, every recovery has its time, and the session ends. */
  async end(): Promise<void> {
    const { bench } = this;
    this.#fates.length = 0;
    this.#ends.length = 0;
    bench.session.control({ action: 'unmuteBroadcast' }, bench.clock.now());
    bench.session.control({ action: 'resumeBroadcast' }, bench.clock.now());
    if (bench.chunk(100) !== undefined) throw new Error('the last stretch was not taken');
    for (let waited = 0; waited < 20_000; waited += 500) {
      await bench.clock.advance(500);
      for (const stream of bench.transcription.streams) if (!stream.isOver && !this.#dumb.has(stream)) stream.hear();
    }
    await bench.over();
  }

  /** Of every final the speaker was shown, [start, end] in ms on the session clock. */
  get ranges(): number[][] {
    const finals = this.bench.speaker.of('transcript').filter(({ isPartial }) => !isPartial);
    return finals.map(({ startTimeMs, endTimeMs }) => [startTimeMs, endTimeMs]);
  }

  /** The same, and what the service heard and had nothing to say of; in the order of the session clock. */
  get covered(): number[][] {
    return [...this.ranges, ...this.recogniser.dismissed].sort(([a = 0], [b = 0]) => a - b);
  }

  #open(stream: FakeStream): void {
    const fate = this.#fates.shift() ?? { is: 'fine' };
    stream.onEndFrame = () => {
      if (this.#isLeft(stream)) this.#left.add(stream);
      this.#finish(stream, this.#ends.shift() ?? 'final');
    };
    if (fate.is === 'refused') stream.die(fate.failure);
    else if (fate.is === 'slow') this.bench.clock.setTimeout(() => stream.opened(), fate.ms);
    else if (fate.is !== 'hanging') stream.opened();
    if (fate.is === 'hanging' || fate.is === 'dumb') this.#dumb.add(stream);
  }

  #finish(stream: FakeStream, end: End): void {
    if (end === 'dumb') this.#dumb.add(stream);
    if (stream.isOver || this.#dumb.has(stream)) return;
    if (end === 'dies') stream.die('connectionLost');
    else if (end === 'lateFinal') this.bench.clock.setTimeout(() => this.#finish(stream, 'final'), 1_000);
    else {
      if (end === 'twoFinals') this.#say(stream, 'final', 0.5);
      this.#say(stream, 'final');
      if (end === 'finalThenDies') stream.die('connectionLost');
      else if (this.#left.has(stream)) stream.endClean();
      else this.recogniser.endClean(stream);
    }
  }

  #say(stream: FakeStream, kind: 'final' | 'partial', share = 1): void {
    if (stream.isOver || this.#dumb.has(stream)) return;
    if (!this.#left.has(stream)) this.recogniser.say(stream, kind, share);
    else stream.hear(result(kind, 0, stream.bytes / 32, { resultId: 'left' }));
  }

  /** The oldest of those that are open are, if more are open than the session holds. */
  #isLeft(stream: FakeStream): boolean {
    const { session, transcription } = this.bench;
    const open = transcription.streams.filter(({ isOver }) => !isOver);
    return open.indexOf(stream) < open.length - session.load.openStreams;
  }

  async #take(step: Step): Promise<void> {
    const { bench } = this;
    const { clock, session, transcription } = bench;
    const pick = (streams: readonly FakeStream[], at: number) => streams[at % Math.max(1, streams.length)];
    const alive = transcription.streams.filter(({ isOver }) => !isOver);
    const over = transcription.streams.filter(({ isOver }) => isOver);
    if (step.do === 'chunk') bench.chunk(step.samples / 16);
    else if (step.do === 'wait') await clock.advance(step.ms);
    else if (step.do === 'nextFate') this.#fates.push(step.fate);
    else if (step.do === 'nextEnd') this.#ends.push(step.end);
    else if ('which' in step) {
      const stream = pick(step.do === 'late' ? over : alive, step.which);
      if (stream === undefined) return;
      if (step.do === 'die') stream.die(step.failure);
      else if (step.do === 'final') this.#say(stream, 'final', step.share);
      else if (step.do === 'partial') this.#say(stream, 'partial');
      else if (step.do === 'empty' && !this.#dumb.has(stream)) stream.hear();
      else if (step.do === 'late') {
        const endMs = stream.bytes / 32;
        stream.hearLate(result('final', 0, endMs, { resultId: 'late' }));
      }
    } else session.control({ action: `${step.do}Broadcast` }, clock.now());
  }
}
