/** Where traces and metrics are sent: an empty document is posted there, which a collector takes and forgets. */
import type { Check, Finding } from '../check.ts';
import { toErrorLine } from '../error-line.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const tracesCheck: Check = {
  id: 'traces',
  claim: 'The collector takes traces.',
  fix: 'Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT (or the one for traces): its HTTP port, 4318, not 4317.',
  needs: ['network'],
  run: async ({ config, environment }, signal) => {
    const url = config.traces?.otlp?.url;
    if (url === undefined) return { verdict: 'skipped', said: 'no traces are sent (OTEL_EXPORTER_OTLP_ENDPOINT)' };
    return judgePost('traces', url, await post(url, { resourceSpans: [] }, headersOf(environment, 'TRACES'), signal));
  },
};

export const metricsCheck: Check = {
  id: 'metrics',
  claim: 'The collector takes metrics.',
  fix: 'Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT (or the one for metrics): its HTTP port, 4318, not 4317.',
  needs: ['network'],
  run: async ({ config, environment }, signal) => {
    const url = config.metrics.otlp?.url;
    if (url === undefined) return { verdict: 'skipped', said: 'no metrics are sent (OTEL_EXPORTER_OTLP_ENDPOINT)' };
    return judgePost(
      'metrics',
      url,
      await post(url, { resourceMetrics: [] }, headersOf(environment, 'METRICS'), signal),
    );
  },
};

export type Posted = { readonly ok: true; readonly status: number } | { readonly ok: false; readonly problem: unknown };

export function judgePost(what: 'traces' | 'metrics', url: string, posted: Posted): Finding {
  const unseen = `nobody will see ${what}`;
  if (!posted.ok)
    return { verdict: 'failed', said: `no answer from ${url}, so ${unseen}: ${toErrorLine(posted.problem)}` };
  const { status } = posted;
  if (status >= 200 && status < 300) return { verdict: 'passed', said: `${url} takes ${what}` };
  if (status === 401 || status === 403) {
    return {
      verdict: 'failed',
      said: `${url} answered ${status}, so ${unseen}`,
      fix: 'Correct OTEL_EXPORTER_OTLP_HEADERS: the collector wants other credentials.',
    };
  }
  const fix =
    status === 404 || status === 405
      ? { fix: `Give the collector’s HTTP port (4318) and path; ${url} is not it.` }
      : {};
  return { verdict: 'failed', said: `${url} answered ${status}, so ${unseen}`, ...fix };
}

async function post(url: string, body: unknown, headers: Record<string, string>, signal: AbortSignal): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return { ok: true, status: response.status };
  } catch (problem) {
    return { ok: false, problem };
  }
}

/** As OpenTelemetry's exporters read them: `name=value` pairs, percent-encoded, with commas between. */
export function headersOf(environment: Environment, signal: 'TRACES' | 'METRICS'): Record<string, string> {
  const text = environment[`OTEL_EXPORTER_OTLP_${signal}_HEADERS`] ?? environment.OTEL_EXPORTER_OTLP_HEADERS ?? '';
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim();
    return name === '' ? [] : [[name, decode(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
