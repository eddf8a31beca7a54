/** The server's own latencies during the load, from its metrics page. Runs in k6, not in Node. */
import exec from 'k6/execution';
import http from 'k6/http';
import { Gauge } from 'k6/metrics';
import { MetricsPage, quantilesBetween } from '../testkit/measure/metrics-page.ts';
import { SETTINGS } from './settings.ts';

/** The histograms that are judged, with the limits of requirement 14 for their 95th percentile, ms. */
const JUDGED = [
  { gauge: 'server_audio_processing_p95', histogram: 'AudioProcessingLatency', p95Ms: 50 },
  { gauge: 'server_translation_forwarding_p95', histogram: 'TranslationForwardingLatency', p95Ms: 100 },
  { gauge: 'server_end_to_end_p95', histogram: 'EndToEndLatency', p95Ms: 5_000 },
] as const;
const gauges = JUDGED.map(({ gauge, histogram }) => ({ histogram, gauge: new Gauge(gauge, true) }));

/** Thresholds for the script's options: none if there is no page to read, or times are not judged. */
export function serverThresholds(): Record<string, string[]> {
  if (SETTINGS.adminUrl === undefined || !SETTINGS.isTimed) return {};
  return Object.fromEntries(JUDGED.map(({ gauge, p95Ms }) => [gauge, [`value<${p95Ms}`]]));
}

/** What `judgeServer` compares with, taken before the load. */
export function readServer(): string {
  const { adminUrl } = SETTINGS;
  if (adminUrl === undefined) return '';
  const page = http.get(`${adminUrl}/metrics`);
  if (page.status !== 200) exec.test.abort(`${adminUrl}/metrics answers ${page.status}: ADMIN_URL is the admin port.`);
  // k6 copies it to every virtual user, so only what is needed.
  const isJudged = (line: string) => JUDGED.some(({ histogram }) => line.startsWith(histogram));
  return String(page.body).split('\n').filter(isJudged).join('\n');
}

/** Called once, after the load. @param before from `readServer`. */
export function judgeServer(before: string): void {
  if (SETTINGS.adminUrl === undefined) return;
  const [from, to] = [new MetricsPage(before), new MetricsPage(readServer())];
  for (const { histogram, gauge } of gauges) {
    const found = quantilesBetween(from, to, histogram);
    if (found !== undefined) gauge.add(found.p95Ms);
  }
}
