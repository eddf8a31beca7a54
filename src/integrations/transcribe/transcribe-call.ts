/**
 * Out: takes the results of one stream from the SDK to its listener. Runs the stream from its opening to its single
 * `ended` signal and owns the connection's lifetime. The transcription chart decides on deadlines and retries.
 */
import {
  type LanguageCode,
  StartStreamTranscriptionCommand,
  type TranscribeStreamingClient,
  type TranscriptResultStream,
} from '@aws-sdk/client-transcribe-streaming';
import type {
  TranscriptionListener,
  TranscriptionRequest,
  TranscriptionSignal,
} from '../../actors/ports/transcription.ts';
import type { TranscribeFailure } from '../../machines/failures.ts';
import type { LoopTurns } from '../event-loop/loop-turns.ts';
import type { CredentialRenewal } from './credential-renewal.ts';
import { AudioBody } from './event-stream/audio-body.ts';
import { type FailureReport, toDetail, toFailureReport } from './transcribe-errors.ts';
import { toResults } from './transcribe-results.ts';
import { type ConnectionOptions, UpstreamConnection } from './upstream-connection.ts';
import { WaitingResults } from './waiting-results.ts';

/** Failures that fresh credentials may cure. */
const REFUSALS: readonly TranscribeFailure[] = ['accessDenied', 'signature'];
/** Present in every response; the SDK declares all members as optional. */
type Events = AsyncIterable<TranscriptResultStream>;

export interface SigningClient {
  readonly client: TranscribeStreamingClient;
  /** Renews the client's credentials. */
  readonly renewal: CredentialRenewal;
  /** Transcripts wait for their turn here, so that they do not hold audio back. */
  readonly turns: Pick<LoopTurns, 'next'>;
}

export class TranscribeCall {
  readonly #listener: TranscriptionListener;
  /** Aborted at every end, whatever caused it: only this closes the connection in all cases. */
  readonly #release = new AbortController();
  readonly #body: AudioBody;
  readonly #connection: UpstreamConnection;

  constructor(
    request: TranscriptionRequest,
    options: ConnectionOptions,
    signal: AbortSignal,
    listener: TranscriptionListener,
  ) {
    this.#listener = listener;
    this.#body = new AudioBody(request.audio, (error) =>
      this.#fail({ failure: 'connectionLost', detail: `the audio source failed: ${toDetail(error)}` }),
    );
    this.#connection = new UpstreamConnection(options, this.#release.signal, () => {
      if (!this.#release.signal.aborted) listener.onSignal({ type: 'opened' });
    });
    const abort = () => this.#fail({ failure: 'connectionLost', detail: 'closed by this server' });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true, signal: this.#release.signal });
  }

  /** Resolves when the stream has ended and everything it held is released. Never rejects. */
  async run({ client, renewal, turns }: SigningClient, language: LanguageCode, sampleRateHz: number): Promise<void> {
    if (this.#release.signal.aborted) return;
    const command = new StartStreamTranscriptionCommand({
      LanguageCode: language,
      MediaEncoding: 'pcm',
      MediaSampleRateHertz: sampleRateHz,
      EnablePartialResultsStabilization: true,
      PartialResultsStability: 'high',
      // Not an iterable of SDK events, but the request's body itself (event-streams.ts).
      AudioStream: this.#body as AsyncIterable<never>,
    });
    this.#connection.carry(command);
    const results = new WaitingResults({
      turns,
      pass: (event, receivedAt) => {
        if (!this.#release.signal.aborted) this.#listener.onResults(toResults(event), receivedAt);
      },
      onBroken: (error) => this.#fail(toFailureReport(error, undefined)),
    });
    let era: number | undefined;
    try {
      era = await renewal.ready();
      if (this.#release.signal.aborted) return;
      const output = await client.send(command);
      // No break: leaving this loop early leaks the connection. Once #release is aborted, the loop ends by itself.
      for await (const { TranscriptEvent: event } of output.TranscriptResultStream as Events) {
        results.add(event);
      }
      await results.passed();
      const { whole, detail } = await this.#connection.closed();
      // Several failures end the loop without an error. The end is clean only after the end frame and a whole response.
      if (this.#body.isExhausted && whole) this.#end({ type: 'ended', clean: true });
      else this.#fail({ failure: 'endedEarly', detail });
    } catch (error) {
      await results.passed();
      const report = toFailureReport(error, this.#connection.socketError);
      if (era !== undefined && REFUSALS.includes(report.failure)) renewal.doubt(era);
      this.#fail(report);
    }
  }

  #fail({ failure, detail }: FailureReport): void {
    this.#end({ type: 'ended', clean: false, failure, detail });
  }

  #end(signal: TranscriptionSignal & { type: 'ended' }): void {
    if (this.#release.signal.aborted) return;
    this.#release.abort();
    this.#body.stop();
    this.#listener.onSignal(signal);
  }
}
