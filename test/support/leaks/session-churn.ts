/**
 * A program: makes sessions by the thousand at the actors' level, lets each live and end in one of the ways there are,
 * and says as JSON what is left of them. Everything outside is faked, and forgets. Run with --expose-gc.
 */
import assert from 'node:assert/strict';
import { queryObjects } from 'node:v8';
import { Actor } from 'xstate';
import { listenersTopic } from '../../../src/actors/listeners/topics.ts';
import { untraced } from '../../../src/actors/ports/tracing.ts';
import { WriteBehind } from '../../../src/actors/records/write-behind.ts';
import { createCircuits, stopCircuits } from '../../../src/actors/resilience/circuits.ts';
import { Session } from '../../../src/actors/session/session.ts';
import { DEFAULT_SESSION_SETTINGS } from '../../../src/actors/session/session-settings.ts';
import { createSessions } from '../../../src/actors/session/sessions.ts';
import { AudioGate } from '../../../src/actors/speech/audio-gate.ts';
import { SegmentJourneys } from '../../../src/actors/speech/segment-journeys.ts';
import { TranslationForwarder } from '../../../src/actors/speech/translation-forwarder.ts';
import { UpstreamStream } from '../../../src/actors/speech/upstream-stream.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { BREAKER } from '../actors/actor-bench.ts';
import { FakeClock, settled } from '../actors/fake-clock.ts';
import { FakeAudience, type FakeSocket } from '../actors/fake-sockets.ts';
import { type FakeStream, FakeTranscription, result } from '../actors/fake-transcription.ts';
import { FakeTranslation } from '../actors/fake-translation.ts';
import { MemoryStore } from '../actors/memory-store.ts';
import { NumberedIdentifiers } from '../actors/numbered-identifiers.ts';
import { connectionClosed, listen } from '../actors/seats.ts';
import { stampedPcm } from '../actors/stamped-pcm.ts';
import type { ChurnReport } from './churn-report.ts';

const AT_ONCE = 100;
const SAMPLE_EVERY = 500;
/** Every timer of a session fires, or is cleared, within a second or two: simulated time is not free. */
const SHORT_LIVED = { graceMs: 300, drainMs: 300, lingerMs: 100, transcriptionRetryMs: 300 };
const SILENT = { info() {}, warn() {}, error() {}, forSession: () => SILENT };

const total = Number(process.argv[2]);
const clock = new FakeClock();
const metrics = new MemoryMetrics();
const transcription = new FakeTranscription(() => clock.now());
const translation = new FakeTranslation(() => clock.now());
const audience = new FakeAudience();
const store = new MemoryStore();
const writer = new WriteBehind({ store, clock, log: SILENT, metrics });
const circuits = createCircuits({ timings: BREAKER, clock, log: SILENT, metrics });
const sessions = createSessions({
  store,
  ports: {
    node: 'node-a',
    clock,
    monotonicNow: () => clock.now(),
    random: () => 0.5,
    log: SILENT,
    metrics,
    transcription,
    translation,
    audience,
    identifiers: new NumberedIdentifiers(),
    tracing: untraced(() => '00-0-0-00'),
    segmentJourneys: new SegmentJourneys(metrics),
    writer,
    circuits,
    // No slot more than sessions: one that is not given back refuses a later speaker.
    settings: {
      ...DEFAULT_SESSION_SETTINGS,
      maxStreams: AT_ONCE,
      session: { ...DEFAULT_SESSION_SETTINGS.session, ...SHORT_LIVED },
      transcription: { ...DEFAULT_SESSION_SETTINGS.transcription, connectTimeoutMs: 200, finishTimeoutMs: 200 },
    },
  },
});

/** Topics whose next publication breaks the chart that publishes. */
const cursed = new Set<string>();
audience.onPublish = (topic) => {
  if (cursed.delete(topic)) throw new Error('a bug');
};

const FATES = ['ended', 'crashed', 'abandoned', 'expired', 'suspended', 'replaced'] as const;
const STREAMS: readonly ((stream: FakeStream) => void)[] = [
  (stream) => {
    stream.opened();
    clock.setTimeout(() => stream.hear(result('partial', 0, 80), result('final', 0, 100)), 120);
  },
  (stream) => {
    stream.opened();
    clock.setTimeout(() => stream.die('internal'), 100);
  },
  // Says nothing at all: the opening is given up.
  () => {},
  (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  },
  (stream) => stream.die('badRequest'),
  (stream) => {
    stream.opened();
    clock.setTimeout(() => stream.die('idle'), 60);
  },
];
let opened = 0;
let ended = 0;
transcription.script = (stream) => {
  opened += 1;
  STREAMS[opened % STREAMS.length]?.(stream);
};

let made = 0;
const heap: ChurnReport['heap'][number][] = [];
for (; made < total; made += AT_ONCE) {
  await live(made);
  if ((made + AT_ONCE) % SAMPLE_EVERY === 0) heap.push({ sessions: made + AT_ONCE, liveBytes: liveBytes() });
}
stopCircuits(circuits);
await settled();
const count = (type: abstract new (...args: never[]) => unknown) => queryObjects(type, { format: 'count' });
const report: ChurnReport = {
  sessions: made,
  crashed: metrics.read().counters.SessionsCrashed ?? 0,
  streams: { opened, ended },
  held: {
    sessions: count(Session),
    actors: count(Actor),
    upstreams: count(UpstreamStream),
    intakes: count(AudioGate),
    forwarders: count(TranslationForwarder),
  },
  heap,
};
process.stdout.write(JSON.stringify(report));

/** So many sessions side by side, from the first breath to the last. */
async function live(from: number): Promise<void> {
  const speakers: { session: Session; socket: FakeSocket; fate: (typeof FATES)[number] }[] = [];
  for (let i = from; i < from + AT_ONCE; i += 1) {
    const request = { userId: `user-${i}`, sourceLanguage: 'en', qualityTier: 'standard' } as const;
    const created = await sessions.creation.create(request);
    assert.ok(created.ok);
    const { session } = created;
    assert.equal(sessions.slots.admit(session), undefined, 'every slot was given back');
    const socket = connect(session, `speaker-${i}`);
    session.speaker.attach(socket);
    for (const language of i % 5 === 0 ? ['es', 'fr'] : ['es']) {
      listen(sessions.host, session, connect(session, `${language}-${i}`), language, { wantsTranscripts: true });
    }
    speakers.push({ session, socket, fate: FATES[i % FATES.length] ?? 'ended' });
  }
  for (let ms = 0; ms < 160; ms += 40) {
    for (const { session } of speakers) session.gate.offer(stampedPcm(ms * 16, 40 * 16), clock.now());
    await clock.advance(40);
  }
  for (const speaker of speakers) end(speaker);
  // Past the grace, every back-off, and the drain; those who would stay for ever are ended.
  await clock.advance(800);
  for (const { session } of speakers) session.end('ended');
  await clock.advance(800);
  await writer.flushed();
  assert.equal(sessions.host.count, 0);
  assert.equal(clock.pending, 0);
  ended += transcription.streams.filter(({ isOver }) => isOver).length;
  forget();
}

function end({ session, socket, fate }: { session: Session; socket: FakeSocket; fate: (typeof FATES)[number] }): void {
  switch (fate) {
    case 'ended':
      session.end('ended', socket.connectionId);
      break;
    case 'crashed':
      cursed.add(listenersTopic(session.info.sessionId));
      socket.close('idle');
      break;
    case 'abandoned':
      socket.close('idle');
      break;
    case 'expired':
      session.end('expired');
      break;
    case 'suspended':
      session.ending.suspend(1_000);
      break;
    case 'replaced': {
      const next = connect(session, `${socket.connectionId}-next`);
      session.speaker.attach(next);
      next.close('slowConsumer');
      break;
    }
  }
}

function connect(session: Session, connectionId: string): FakeSocket {
  const socket = audience.connect(connectionId);
  socket.onClose = () => connectionClosed(sessions.host, session, connectionId);
  return socket;
}

/** What only the fakes remember. */
function forget(): void {
  transcription.streams.length = 0;
  translation.invocations.length = 0;
  audience.sockets.length = 0;
  audience.published.length = 0;
  store.writes.length = 0;
  store.sessions.clear();
  store.connections.clear();
}

function liveBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
