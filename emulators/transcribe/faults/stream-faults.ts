/** The faults of one stream: follows what happens on it and injects the faults that its plan has for that moment. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
import type { AsrQuirks } from '../../../src/integrations/emulators/asr-quirks.ts';
import type { ResultQuirks } from '../quirks/result-quirks.ts';
import type { RecognisedResult } from '../recogniser.ts';
import type { ServiceException } from '../service-exceptions.ts';
import { endWithError, endWithException, type StreamWire, writeSpoiled } from '../stream-wire.ts';
import type { StreamTap } from '../transcribe-stream.ts';
import { afterFlush, closeTcp, resetStream, resetTcp } from './connection-cut.ts';
import { FaultyWire } from './faulty-wire.ts';
import { Agenda, type Moment, type StreamFact } from './moment.ts';
import {
  isQuirk,
  type TranscribeFault,
  type TranscribeFaultKind,
  type TranscribeQuirk,
  type TranscribeQuirkKind,
} from './plan.ts';
import { IDLE_TEXT, OVERSIZE_TEXT, statusOf, textOf } from './service-texts.ts';
import type { StreamRecord } from './stream-record.ts';
import { ThrottledReader } from './throttled-reader.ts';

export interface StreamFaultsInput {
  readonly ordinal: number;
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly inner: StreamWire;
  readonly faults: readonly { readonly at: Moment; readonly what: TranscribeFault | TranscribeQuirk }[];
  /** The stream's quirks, none of which is on; used if one of the faults is a quirk. */
  readonly quirks: ResultQuirks;
  readonly injected: (kind: TranscribeFaultKind | TranscribeQuirkKind) => void;
  /** The stream that arrived before this one. */
  readonly before: StreamFaults | undefined;
}

const SESSION_ID = 'x-amzn-transcribe-session-id';

export class StreamFaults implements StreamTap {
  readonly wire: StreamWire;
  readonly #wire: FaultyWire;
  readonly #input: Omit<StreamFaultsInput, 'before'>;
  readonly #agenda: Agenda<TranscribeFault | TranscribeQuirk>;
  readonly #injected: (TranscribeFaultKind | TranscribeQuirkKind)[] = [];
  /** From the beginning, not from a quirk's moment on: an item keeps the times that it was told with. */
  readonly #hasQuirks: boolean;
  readonly #record: { -readonly [K in keyof StreamRecord]: StreamRecord[K] };
  #reader: ThrottledReader | undefined;
  #bytesPerMs = 1;
  #maxAudioBytes = Number.POSITIVE_INFINITY;
  #stop = () => {};
  #sessionId: string;
  /** Set to undefined when this stream closes. Otherwise each stream would keep all earlier ones in memory. */
  #before: StreamFaults | undefined;

  constructor(input: StreamFaultsInput) {
    const { before, ...rest } = input;
    const { headers, inner, ordinal, stream } = rest;
    this.#input = rest;
    this.#before = before;
    this.#agenda = new Agenda(input.faults);
    this.#hasQuirks = input.faults.some(({ what }) => isQuirk(what));
    const asked = headers[SESSION_ID];
    this.#sessionId = typeof asked === 'string' ? asked : randomUUID();
    this.#record = {
      ordinal,
      sessionId: this.#sessionId,
      language: String(headers['x-amzn-transcribe-language-code'] ?? ''),
      progress: this.#agenda.progress,
      endFrame: false,
      faults: this.#injected,
      ended: undefined,
    };
    this.#wire = new FaultyWire({
      inner: {
        open: (echo) => inner.open({ ...echo, [SESSION_ID]: this.#sessionId }),
        event: (body) => inner.event(body),
        fail: (exception) => inner.fail(exception),
        end: () => inner.end(),
      },
      tell: (fact) => this.#tell(fact),
      ended: (how) => this.#end(how),
      overflow: () => stream.destroy(),
    });
    this.wire = this.#wire;
    stream.once('close', () => {
      this.#wire.silence();
      this.#reader?.destroy();
      this.#before = undefined;
      this.#end('clientLeft');
    });
  }

  get record(): StreamRecord {
    return this.#record;
  }

  source(): Readable {
    const isThrottled = this.#input.faults.some(({ what }) => /^(slowReader|stallBothWays)$/.test(what.kind));
    if (!isThrottled) return this.#input.stream;
    this.#reader = this.#input.stream.pipe(new ThrottledReader());
    return this.#reader;
  }

  begun(sampleRateHz: number, stop: () => void): void {
    this.#bytesPerMs = (sampleRateHz * 2) / 1_000;
    this.#stop = stop;
  }

  refusal(bytes: number): ServiceException | undefined {
    return bytes > this.#maxAudioBytes ? { name: 'BadRequestException', message: OVERSIZE_TEXT } : undefined;
  }

  told(result: RecognisedResult, heardSeconds: number): RecognisedResult {
    return this.#hasQuirks ? this.#input.quirks.apply(result, heardSeconds) : result;
  }

  heard(bytes: number): void {
    this.#tell({ type: 'audio', bytes, ms: bytes / this.#bytesPerMs });
  }

  endFrame(): void {
    this.#record.endFrame = true;
    this.#tell({ type: 'endFrame' });
  }

  #tell(fact: StreamFact): void {
    if (this.#record.ended !== undefined) return;
    for (const fault of this.#agenda.tell(fact)) this.#inject(fault);
  }

  #inject(fault: TranscribeFault | TranscribeQuirk): void {
    if (this.#record.ended !== undefined) return;
    this.#injected.push(fault.kind);
    this.#input.injected(fault.kind);
    if (isQuirk(fault)) {
      this.#input.quirks.set(toQuirks(fault));
      return;
    }
    const cut = this.#cutOf(fault);
    if (cut === undefined) this.#spoil(fault);
    else this.#cut(fault.kind, cut);
  }

  /** @returns a function that ends the response, for faults that do so. */
  #cutOf(fault: TranscribeFault): (() => void) | undefined {
    const { stream } = this.#input;
    switch (fault.kind) {
      case 'exception':
        return () => this.#fail(fault.name, fault.message, fault.status);
      case 'idleTimeout':
        return () => this.#fail('BadRequestException', IDLE_TEXT);
      case 'error':
        return () => endWithError(this.#opened(), fault.code, fault.message ?? fault.code);
      case 'end':
        return () => this.#opened().end();
      case 'corrupt':
        return fault.how === 'truncated' ? () => writeSpoiled(this.#opened(), fault.how).end() : undefined;
      case 'reset':
        return () => resetStream(stream, fault.code);
      case 'goaway':
        return fault.code === 0 ? undefined : () => stream.session?.goaway(fault.code);
      case 'tcpFin':
        return () => closeTcp(stream);
      case 'tcpReset':
        return () => resetTcp(stream);
      default:
        return undefined;
    }
  }

  /** Injects a fault after which the stream goes on for the endpoint. */
  #spoil(fault: TranscribeFault): void {
    switch (fault.kind) {
      case 'goaway':
        this.#input.stream.session?.goaway(fault.code);
        break;
      case 'corrupt':
        writeSpoiled(this.#opened(), fault.how);
        break;
      case 'stall':
        this.#wire.silence();
        break;
      case 'stallBothWays':
        this.#wire.silence();
        this.#reader?.setPace(0);
        break;
      case 'delay':
        this.#wire.hold(fault.ms);
        break;
      case 'repeatSessionId':
        this.#repeatSessionId();
        break;
      case 'oversize':
        this.#maxAudioBytes = fault.maxBytes;
        break;
      case 'slowReader':
        this.#reader?.setPace(fault.bytesPerSecond);
        break;
    }
  }

  #opened(): ServerHttp2Stream {
    this.#wire.openNow();
    return this.#input.stream;
  }

  #fail(name: string, message = textOf(name), status = statusOf(name)): void {
    endWithException(this.#input.stream, { name, message, status });
  }

  /** Ends the stream for the endpoint. `cut` ends it for the client, after the data written before has been sent. */
  #cut(how: string, cut: () => void): void {
    this.#wire.silence();
    this.#end(how);
    afterFlush(this.#input.stream, cut);
    this.#stop();
  }

  #repeatSessionId(): void {
    const before = this.#before;
    if (before === undefined) return;
    this.#sessionId = before.#sessionId;
    this.#record.sessionId = this.#sessionId;
    if (before.#record.ended !== undefined) return;
    before.#cut('ConflictException', () => before.#fail('ConflictException'));
  }

  #end(how: string): void {
    this.#record.ended ??= how;
  }
}

function toQuirks(quirk: TranscribeQuirk): AsrQuirks {
  switch (quirk.kind) {
    case 'movedTimes':
      return { movedMs: quirk.ms };
    case 'changedWords':
      return { changedShare: quirk.share };
    case 'unmarked':
      return { unmarked: true };
    case 'unpunctuated':
      return { unpunctuated: true };
  }
}
