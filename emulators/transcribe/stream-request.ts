/** Reads the inputs of the opening request and refuses the same values as the service. The SDK does not check them. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { LanguageCode } from '@aws-sdk/client-transcribe-streaming';
import type { RecogniserRequest } from './recogniser.ts';
import type { ServiceException } from './service-exceptions.ts';

export interface StreamRequest extends RecogniserRequest {
  /** The inputs as response headers: they become members of the client's output. */
  readonly echo: OutgoingHttpHeaders;
}

export type StreamRequestOutcome =
  | { readonly ok: true; readonly request: StreamRequest }
  | { readonly ok: false; readonly exception: ServiceException };

const PREFIX = 'x-amzn-transcribe-';
const PATH = '/stream-transcription';
const CONTENT_TYPE = 'application/vnd.amazon.eventstream';
const LANGUAGES: ReadonlySet<string> = new Set(Object.values(LanguageCode));
const STABILITIES = ['high', 'medium', 'low'] as const;
const MIN_RATE_HZ = 8_000;
const MAX_RATE_HZ = 48_000;
const SESSION_ID = /^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/i;

export function readStreamRequest(headers: IncomingHttpHeaders): StreamRequestOutcome {
  const [path] = (headers[':path'] ?? '').split('?');
  if (path !== PATH || headers[':method'] !== 'POST') {
    return {
      ok: false,
      exception: { name: 'UnknownOperationException', message: `No operation at ${headers[':method']} ${path}` },
    };
  }
  // Python's amazon-transcribe sends no content type.
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? CONTENT_TYPE;
  const input = (name: string) => String(headers[PREFIX + name] ?? '');
  const languageCode = input('language-code');
  const sampleRateHz = Number(input('sample-rate'));
  const encoding = input('media-encoding');
  if (contentType !== CONTENT_TYPE) return bad('The content type is not an event stream.');
  if (['identify-language', 'identify-multiple-languages'].some((name) => input(name).toLowerCase() === 'true')) {
    return bad('The local endpoint does not identify languages: name one.');
  }
  if (!LANGUAGES.has(languageCode)) return bad(`The language code "${languageCode}" is not supported.`);
  if (encoding !== 'pcm') return bad(`The local endpoint takes media encoding pcm only, not "${encoding}".`);
  if (!(Number.isInteger(sampleRateHz) && sampleRateHz >= MIN_RATE_HZ && sampleRateHz <= MAX_RATE_HZ)) {
    return bad(`The sample rate is ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz, not "${input('sample-rate')}".`);
  }
  if (input('session-id') !== '' && !SESSION_ID.test(input('session-id'))) return bad('The session id is not a UUID.');
  const echo = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(PREFIX)));
  const asked = input('partial-results-stability').toLowerCase();
  const stability = STABILITIES.find((known) => known === asked);
  if (asked !== '' && stability === undefined) return bad(`The stability is high, medium or low, not "${asked}".`);
  return { ok: true, request: { languageCode, sampleRateHz, stability, echo } };
}

function bad(message: string): StreamRequestOutcome {
  return { ok: false, exception: { name: 'BadRequestException', message } };
}
