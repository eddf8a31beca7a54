/** Reads traces from Jaeger's query API, version 3. */
import { CommandFailure } from '../../testkit/command/failure.ts';
import { type OtlpTraces, type Span, toSpans, tracesOf } from './span.ts';

const TIMEOUT_MS = 5_000;
/** More than a short talk has: one trace per sentence. */
const MAX_TRACES = 100;

export class Jaeger {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
  }

  /** Every trace with spans of a service from `sinceMs` (Unix ms) until now. @throws CommandFailure */
  async traces(service: string, sinceMs: number): Promise<Span[][]> {
    const query = new URLSearchParams({
      'query.service_name': service,
      'query.start_time_min': new Date(sinceMs).toISOString(),
      'query.start_time_max': new Date(Date.now() + TIMEOUT_MS).toISOString(),
      'query.num_traces': String(MAX_TRACES),
    });
    return tracesOf(toSpans(await this.#get(`/api/v3/traces?${query}`)));
  }

  /** One trace, as the API gives it. @throws CommandFailure */
  trace(traceId: string): Promise<OtlpTraces> {
    return this.#get(`/api/v3/traces/${traceId}`);
  }

  /** @throws CommandFailure when there is no answer, or not one of Jaeger's. */
  async #get(path: string): Promise<OtlpTraces> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch {
      throw new CommandFailure(`no answer from Jaeger at ${this.#url}`);
    }
    // Jaeger answers 404 when it finds nothing.
    if (response.status === 404) return {};
    const body = await response.text();
    try {
      const { result } = JSON.parse(body) as { readonly result?: OtlpTraces };
      if (response.ok && result !== undefined) return result;
    } catch {
      // Reported below.
    }
    throw new CommandFailure(`Jaeger at ${this.#url} answered ${response.status}: ${body.slice(0, 200)}`);
  }
}
