/** The transcription port over Amazon Transcribe Streaming. One client for all streams; it holds no stream itself. */
import { TranscribeStreamingClient, type TranscribeStreamingClientConfig } from '@aws-sdk/client-transcribe-streaming';
import type { TranscriptionPort } from '../../actors/ports/transcription.ts';
import { LoopTurns } from '../event-loop/loop-turns.ts';
import { CredentialRenewal } from './credential-renewal.ts';
import { eventStreams } from './event-stream/event-streams.ts';
import { transcribeLanguage } from './languages.ts';
import { TranscribeCall } from './transcribe-call.ts';

export interface TranscriptionOptions {
  readonly region: string;
  /** `http://` means HTTP/2 without TLS (a local endpoint); by default the SDK's own choice. */
  readonly endpoint?: string;
  /** By default the SDK's default chain. */
  readonly credentials?: NonNullable<TranscribeStreamingClientConfig['credentials']>;
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string;
  /** Shared by all that may wait for audio; by default its own. */
  readonly turns?: Pick<LoopTurns, 'next'>;
}

/** Failures are reported to the listener; without a logger of its own the SDK would also write to the console. */
const ignore = () => {};
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Passed on to the SDK's default chain: a shared credentials file is read again whenever credentials are fetched.
 * Otherwise the chain keeps the file's first content and never sees rotated keys.
 */
const READ_ANEW = { ignoreCache: true };

export function createTranscriptionPort(options: TranscriptionOptions): TranscriptionPort {
  const { ca, turns = new LoopTurns(), ...service } = options;
  const client = new TranscribeStreamingClient({
    ...READ_ANEW,
    ...service,
    maxAttempts: 1,
    logger: SILENT,
    ...eventStreams,
  });
  const renewal = new CredentialRenewal({ fetch: () => client.config.credentials({ forceRefresh: true }) });
  const connection = ca === undefined ? {} : { ca };
  return {
    open(request, signal, listener) {
      // Nothing is reported before open() has returned, so that the caller has its state in place.
      queueMicrotask(() => {
        const language = transcribeLanguage(request.sourceLanguage);
        if (language === undefined) {
          const detail = `Amazon Transcribe has no code for the language ${request.sourceLanguage.slice(0, 16)}`;
          listener.onSignal({ type: 'ended', clean: false, failure: 'badRequest', detail });
          return;
        }
        void new TranscribeCall(request, connection, signal, listener).run(
          { client, renewal, turns },
          language,
          request.sampleRateHz,
        );
      });
    },
  };
}
