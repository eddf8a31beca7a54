/** One open stream: passes audio frames to the recogniser and results to the wire, and applies the service's rules. */
import type { ServerHttp2Stream } from 'node:http2';
import type { Readable } from 'node:stream';
import { readAudioFrame } from './audio-frame.ts';
import { FrameSplitter } from './frame-splitter.ts';
import type { ResultQuirks } from './quirks/result-quirks.ts';
import type { RecognisedResult, Recogniser, RecogniserListener, RecogniserSession } from './recogniser.ts';
import type { ServiceException } from './service-exceptions.ts';
import type { SignatureChain } from './signature.ts';
import type { StreamRequest } from './stream-request.ts';
import type { StreamWire } from './stream-wire.ts';
import { transcriptEvent } from './transcript-event.ts';

/** Follows a stream and may inject faults into it. */
export interface StreamTap {
  /** @returns the source of the request's bytes: the stream, or a filter behind it. Called once. */
  source(): Readable;
  /** @param stop ends the stream here without a call to the wire. The connection stays. */
  begun(sampleRateHz: number, stop: () => void): void;
  /** Called for each audio event before the recogniser gets it. A refusal ends the stream. */
  refusal(bytes: number): ServiceException | undefined;
  /** @param heardSeconds audio that the stream has got. @returns the result as it is told to the client. */
  told(result: RecognisedResult, heardSeconds: number): RecognisedResult;
  /** The recogniser has got this audio. */
  heard(bytes: number): void;
  /** The client sends no more audio. */
  endFrame(): void;
}

export interface TranscribeStreamInput {
  readonly stream: ServerHttp2Stream;
  readonly wire: StreamWire;
  readonly request: StreamRequest;
  /** Undefined: the frames' signatures are not checked. */
  readonly chain: SignatureChain | undefined;
  readonly idleTimeoutMs: number;
  readonly tap?: StreamTap | undefined;
  /** Quirks that the endpoint gives the results of every stream. */
  readonly quirks?: ResultQuirks | undefined;
}

/** While there are no results, an empty event is sent after each stretch of audio of this length. */
const EMPTY_EVENT_SECONDS = 0.5;
const REFUSALS = {
  unsupported: 'BadRequestException',
  full: 'LimitExceededException',
  broken: 'InternalFailureException',
} as const;

/** Opens a recogniser's session for the stream and sends the response headers. @returns the exception if it is refused. */
export function openTranscribeStream(
  recogniser: Recogniser,
  input: TranscribeStreamInput,
): ServiceException | undefined {
  const transcribing = new TranscribeStream(input);
  const opening = recogniser.open(input.request, transcribing.listener);
  if (!opening.ok) return { name: REFUSALS[opening.reason], message: opening.message };
  transcribing.begin(opening.session);
  return undefined;
}

class TranscribeStream {
  readonly listener: RecogniserListener = {
    results: (results) => this.#tell(results),
    drained: () => this.#resume(),
    failed: (message) => this.#fail({ name: 'InternalFailureException', message }),
  };

  readonly #input: TranscribeStreamInput;
  readonly #splitter = new FrameSplitter();
  readonly #source: Readable;
  readonly #silentBytes: number;
  #session: RecogniserSession | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Audio since the last event of any kind. */
  #untoldBytes = 0;
  #heardBytes = 0;
  #state: 'hearing' | 'finishing' | 'over' = 'hearing';

  constructor(input: TranscribeStreamInput) {
    this.#input = input;
    this.#source = input.tap?.source() ?? input.stream;
    this.#silentBytes = EMPTY_EVENT_SECONDS * input.request.sampleRateHz * 2;
  }

  begin(session: RecogniserSession): void {
    this.#session = session;
    const { stream, wire, request, tap } = this.#input;
    tap?.begun(request.sampleRateHz, () => this.#over());
    wire.open(request.echo);
    this.#watchIdle();
    this.#source.on('data', (bytes: Uint8Array) => this.#hear(bytes));
    // A client that closes its side without the empty frame sends no more audio either.
    this.#source.on('end', () => this.#finish());
    stream.on('close', () => this.#over());
  }

  #hear(bytes: Uint8Array): void {
    if (this.#state !== 'hearing') return;
    try {
      for (const frame of this.#splitter.push(bytes)) this.#take(frame);
    } catch (error) {
      this.#refuse(error instanceof Error ? error.message : String(error));
    }
  }

  #take(frame: Uint8Array): void {
    if (this.#state !== 'hearing') return;
    const read = readAudioFrame(frame, this.#input.chain);
    if (read.kind === 'bad') this.#refuse(read.message);
    else if (read.kind === 'end') this.#finish();
    else this.#listen(read.pcm);
  }

  #listen(pcm: Uint8Array): void {
    const refusal = this.#input.tap?.refusal(pcm.length);
    if (refusal !== undefined) {
      this.#fail(refusal);
      return;
    }
    this.#untoldBytes += pcm.length;
    const nothingYet = this.#heardBytes === 0;
    this.#heardBytes += pcm.length;
    const wantsMore = this.#session?.write(pcm) ?? true;
    if (nothingYet || this.#untoldBytes >= this.#silentBytes) this.#tell([]);
    this.#input.tap?.heard(pcm.length);
    if (this.#state !== 'hearing') return;
    if (wantsMore) this.#watchIdle();
    else this.#pause();
  }

  /** Decoding is behind: HTTP/2's window fills up and the client waits. The idle timeout stops, because audio is there. */
  #pause(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    this.#source.pause();
  }

  #resume(): void {
    if (this.#state !== 'hearing') return;
    this.#source.resume();
    this.#watchIdle();
  }

  #watchIdle(): void {
    if (this.#state !== 'hearing') return;
    const { idleTimeoutMs } = this.#input;
    this.#idle = this.#idle?.refresh() ?? setTimeout(() => this.#timeOut(), idleTimeoutMs);
  }

  #timeOut(): void {
    const seconds = this.#input.idleTimeoutMs / 1000;
    this.#refuse(`Your request timed out because no new audio was received for ${seconds} seconds.`);
  }

  #finish(): void {
    if (this.#state !== 'hearing') return;
    this.#state = 'finishing';
    clearTimeout(this.#idle);
    this.#input.tap?.endFrame();
    void this.#session?.finish().then(() => {
      if (this.#state === 'over') return;
      this.#input.wire.end();
      this.#over();
    });
  }

  #tell(results: readonly RecognisedResult[]): void {
    if (this.#state === 'over') return;
    this.#untoldBytes = 0;
    this.#input.wire.event(transcriptEvent(results.map((result) => this.#asTold(result))));
  }

  #asTold(result: RecognisedResult): RecognisedResult {
    const { quirks, request, tap } = this.#input;
    const heardSeconds = this.#heardBytes / 2 / request.sampleRateHz;
    const quirky = quirks?.apply(result, heardSeconds) ?? result;
    return tap?.told(quirky, heardSeconds) ?? quirky;
  }

  #refuse(message: string): void {
    this.#fail({ name: 'BadRequestException', message });
  }

  #fail(exception: ServiceException): void {
    if (this.#state === 'over') return;
    this.#input.wire.fail(exception);
    this.#over();
  }

  /** Ends the recogniser's session and the timer. The connection stays, so that the client can read the rest. */
  #over(): void {
    this.#state = 'over';
    clearTimeout(this.#idle);
    this.#session?.close();
    // Further data of the client is read and discarded. Without reading, the end of the request is never seen.
    this.#source.resume();
  }
}
