/** The local Transcribe Streaming endpoint: HTTP/2 without TLS on loopback, the admission of streams, their lifetimes. */
import {
  createServer,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { AsrQuirks } from '../../src/integrations/emulators/asr-quirks.ts';
import type { AsrChoice, AsrSettings } from '../../src/integrations/emulators/asr-settings.ts';
import { defaultModelFolder } from '../../src/integrations/emulators/model-folder.ts';
import type { RecogniserInfo } from '../../src/integrations/emulators/recogniser-info.ts';
import { isLocalRequest } from '../../src/protocol/loopback.ts';
import { NOTHING_COUNTED, type RecogniserCounts } from '../../src/protocol/recogniser-counts.ts';
import { MAX_CONNECTIONS, NOT_LOCAL } from '../loopback-server.ts';
import { type RecogniserOptions, startRecogniser } from './choose-recogniser.ts';
import type { StreamFaults } from './faults/stream-faults.ts';
import type { TranscribeFaults } from './faults/transcribe-faults.ts';
import { ChangesRecord, type ChangesStatus } from './quirks/changes-record.ts';
import { openQuirks, type ResultQuirks } from './quirks/result-quirks.ts';
import type { Recogniser } from './recogniser.ts';
import type { ServiceException } from './service-exceptions.ts';
import { type SeedVerdict, type SigningCredentials, verifySeed } from './signature.ts';
import { readStreamRequest } from './stream-request.ts';
import { plainWire, type StreamWire, type WireFactory } from './stream-wire.ts';
import { openTranscribeStream } from './transcribe-stream.ts';

/** Recognisers that need no path. */
export type RecogniserName = Exclude<AsrChoice['kind'], 'whisper' | 'sherpa'>;

export interface TranscribeOptions extends RecogniserOptions {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default `auto`. A recogniser that is passed in is closed with the endpoint. */
  readonly recogniser?: RecogniserName | AsrSettings | Recogniser;
  /** Speakers at once, if `recogniser` is a name. Default: as many as it takes. One more gets LimitExceededException. */
  readonly maxStreams?: number;
  /** A stream without audio for this time is ended, as the service does. Default 15,000. */
  readonly idleTimeoutMs?: number;
  /** Credentials that every signature is checked with. Undefined: every signature is accepted. */
  readonly credentials?: SigningCredentials;
  /** Wraps the response side of each stream. */
  readonly wire?: WireFactory;
  /** Quirks of the results of every stream. Default: those of the settings. */
  readonly quirks?: AsrQuirks | undefined;
  /** Injects faults into streams by the plan that is set on it. One object for each endpoint. */
  readonly faults?: TranscribeFaults;
}

/** Counts of admitted streams. Refused streams are counted in `refused` only. */
export interface StreamCounters {
  readonly opened: number;
  readonly closed: number;
  readonly active: number;
  readonly refused: number;
}

export interface TranscribeEndpoint {
  /** `http://127.0.0.1:PORT`, for the client's `endpoint` option. */
  readonly endpoint: string;
  readonly port: number;
  readonly asr: RecogniserInfo;
  streams(): StreamCounters;
  /** Counts of the recogniser. `refused` are all streams that were refused, by the recogniser or the endpoint. */
  counts(): RecogniserCounts;
  /** Stable words that were changed on purpose. */
  changedWords(): ChangesStatus;
  /** Cuts every stream and closes the recogniser. */
  close(): Promise<void>;
}

const DEFAULT_IDLE_TIMEOUT_MS = 15_000;
/** Longest time that a client may take to end its side after the answer. */
const LINGER_MS = 1_000;
/** Longest life of a connection without a stream. Clients open one connection for each stream. */
const IDLE_CONNECTION_MS = 30_000;

/** Rejects with one line when the port is taken or the speech engine is missing. */
export async function startTranscribeEndpoint(options: TranscribeOptions = {}): Promise<TranscribeEndpoint> {
  const recogniser = await toRecogniser(options);
  const maxStreams = recogniser.info.maxStreams * (options.streamsPerSpeaker ?? 1);
  const counters = { opened: 0, closed: 0, refused: 0 };
  const active = () => counters.opened - counters.closed;
  const changes = options.faults?.changes ?? new ChangesRecord();
  let arrived = 0;
  const sessions = new Set<Http2Session>();

  const server = createServer({ settings: { maxConcurrentStreams: 1 } });
  server.maxConnections = MAX_CONNECTIONS;
  options.faults?.guard(server);
  server.on('session', (session) => {
    sessions.add(session);
    hangUpUnused(session);
    session.on('close', () => sessions.delete(session));
    // The stream of a broken connection gets `close`.
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (!isLocalRequest(headers[':authority'] ?? headers.host, headers.origin)) {
      turnAway(stream);
      return;
    }
    hangUpAfterAnswer(stream);
    void receive(stream, headers);
  });

  const receive = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    arrived += 1;
    const quirks = openQuirks(quirksOf(options), arrived, (stream, word) => changes.add(stream, word));
    const plain = (options.wire ?? plainWire)(stream);
    const tap = options.faults?.take(stream, headers, plain);
    const { credentials } = options;
    const verdict = credentials === undefined ? undefined : await verifySeed(headers, credentials);
    // The client left while the signature was checked.
    if (stream.destroyed) return;
    // Reading `active` and counting the stream are in one turn of the event loop, so no other stream comes between.
    const full = active() >= maxStreams;
    const admitted = admit(stream, headers, {
      options,
      recogniser,
      full,
      verdict,
      tap,
      quirks,
      wire: tap?.wire ?? plain,
    });
    counters[admitted ? 'opened' : 'refused']++;
    if (!admitted) return;
    let counted = false;
    const count = () => {
      if (!counted) counters.closed++;
      counted = true;
    };
    stream.on('finish', count);
    stream.on('close', count);
  };

  const port = await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await recogniser.close();
    throw error;
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    asr: recogniser.info,
    streams: () => ({ ...counters, active: active() }),
    changedWords: () => changes.read(),
    counts: () => ({ ...(recogniser.counts?.() ?? NOTHING_COUNTED), refused: counters.refused }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.destroy();
      await closed;
      await recogniser.close();
    },
  };
}

interface Admission {
  readonly options: TranscribeOptions;
  readonly recogniser: Recogniser;
  readonly full: boolean;
  /** Undefined: signatures are not checked. */
  readonly verdict: SeedVerdict | undefined;
  readonly wire: StreamWire;
  readonly tap: StreamFaults | undefined;
  readonly quirks: ResultQuirks | undefined;
}

/** @returns false when the stream was refused with an HTTP status. */
function admit(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, admission: Admission): boolean {
  const { options, recogniser, full, verdict, wire, tap, quirks } = admission;
  const refuse = (exception: ServiceException) => {
    wire.fail(exception);
    stream.resume();
    return false;
  };
  if (verdict?.ok === false) return refuse(verdict);
  const outcome = readStreamRequest(headers);
  if (!outcome.ok) return refuse(outcome.exception);
  if (full) return refuse({ name: 'LimitExceededException', message: 'You have reached your limit of streams.' });
  const { idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = options;
  const refusal = openTranscribeStream(recogniser, {
    stream,
    wire,
    request: outcome.request,
    chain: verdict?.chain,
    idleTimeoutMs,
    tap,
    quirks,
  });
  return refusal === undefined || refuse(refusal);
}

/** Refuses a request to another host name (DNS rebinding) or from another site's page. */
function turnAway(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 403, 'content-type': 'application/json' });
  stream.end(NOT_LOCAL);
  stream.resume();
}

/** Ends a connection without a stream after a while. A connection with a stream has the stream's time limits. */
function hangUpUnused(session: Http2Session): void {
  let streams = 0;
  const watch = () => session.setTimeout(streams === 0 ? IDLE_CONNECTION_MS : 0);
  session.on('timeout', () => session.destroy());
  session.on('stream', (stream) => {
    streams += 1;
    watch();
    stream.on('close', () => {
      streams -= 1;
      if (!session.destroyed) watch();
    });
  });
  watch();
}

/** Ends the connection of a client that goes on sending after its answer. Its one stream is over. */
function hangUpAfterAnswer(stream: ServerHttp2Stream): void {
  stream.on('finish', () => {
    const timer = setTimeout(() => stream.session?.destroy(), LINGER_MS);
    stream.on('close', () => clearTimeout(timer));
  });
}

function quirksOf({ recogniser, quirks }: TranscribeOptions): AsrQuirks | undefined {
  return quirks ?? (typeof recogniser === 'object' && 'choice' in recogniser ? recogniser.quirks : undefined);
}

async function toRecogniser(options: TranscribeOptions): Promise<Recogniser> {
  const { recogniser = 'auto', maxStreams } = options;
  if (typeof recogniser === 'string')
    return await startRecogniser(
      { choice: { kind: recogniser }, maxStreams, modelFolder: defaultModelFolder({}) },
      options,
    );
  return 'choice' in recogniser ? await startRecogniser(recogniser, options) : recogniser;
}

async function listen(server: Http2Server, port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} of 127.0.0.1 is taken`) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
