/**
 * Out: takes the results of one stream from the SDK to its listener. Runs the stream from its opening to its one `ended` and
 * owns the connection's lifetime; deadlines, retries and what a failure means belong to the transcription chart.
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
import type { CredentialRenewal } from './credential-renewal.ts';
import { AudioBody } from './event-stream/audio-body.ts';
import { detailOf, type FailureReport, failureOf } from './transcribe-errors.ts';
import { resultsOf } from './transcribe-results.ts';
import { type ConnectionOptions, UpstreamConnection } from './upstream-connection.ts';

/** What fresh credentials may mend. */
const REFUSALS: readonly TranscribeFailure[] = ['accessDenied', 'signature'];
/** There in every answer; declared optional as all of the SDK's members are. */
type Events = AsyncIterable<TranscriptResultStream>;

export interface SigningClient {
  readonly client: TranscribeStreamingClient;
  /** Of the client's credentials. */
  readonly renewal: CredentialRenewal;
}

export class TranscribeCall {
  readonly #listener: TranscriptionListener;
  /** Aborted at every end, whoever caused it: nothing else closes the connection in all cases. */
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
      this.#fail({ failure: 'connectionLost', detail: `the audio source threw ${detailOf(error)}` }),
    );
    this.#connection = new UpstreamConnection(options, this.#release.signal, () => {
      if (!this.#release.signal.aborted) listener.onSignal({ type: 'opened' });
    });
    const abort = () => this.#fail({ failure: 'connectionLost', detail: 'released by this side' });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true, signal: this.#release.signal });
  }

  /** Resolves when the stream is over and everything of it is released. Never rejects. */
  async run({ client, renewal }: SigningClient, language: LanguageCode, sampleRateHz: number): Promise<void> {
    if (this.#release.signal.aborted) return;
    const command = new StartStreamTranscriptionCommand({
      LanguageCode: language,
      MediaEncoding: 'pcm',
      MediaSampleRateHertz: sampleRateHz,
      EnablePartialResultsStabilization: true,
      PartialResultsStability: 'high',
      // Of the SDK's events none is made: this is the body itself (event-streams.ts).
      AudioStream: this.#body as AsyncIterable<never>,
    });
    this.#connection.carry(command);
    let era: number | undefined;
    try {
      era = await renewal.ready();
      if (this.#release.signal.aborted) return;
      const output = await client.send(command);
      // Never left early: breaking out of this loop leaks the connection. Released, it ends by itself.
      for await (const { TranscriptEvent: event } of output.TranscriptResultStream as Events) {
        if (!this.#release.signal.aborted) this.#listener.onResults(resultsOf(event));
      }
      const { whole, facts } = await this.#connection.closed();
      // Several deaths end the loop as if all were well; only our end frame and a whole answer make it clean.
      if (this.#body.isExhausted && whole) this.#end({ type: 'ended', clean: true });
      else this.#fail({ failure: 'endedEarly', detail: facts });
    } catch (error) {
      const report = failureOf(error, this.#connection.socketError);
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
