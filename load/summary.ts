/** What a script says at its end: in words, and as JSON into a file if it is told. Runs in k6, not in Node. */
import { SETTINGS } from './settings.ts';
import { type SummaryData, toWords } from './words.ts';

/** k6 calls it as `handleSummary`. */
export function summary(data: unknown): Record<string, string> {
  const file = __ENV.SUMMARY;
  const { load, speakers, listeners, airMs, url } = SETTINGS;
  const about = `${load}: ${speakers} speakers, ${listeners} listeners each, ${airMs / 1000} s, ${url}`;
  return {
    ...(file === undefined ? {} : { [file]: JSON.stringify(data) }),
    ...(SETTINGS.isDriven ? {} : { stdout: toWords(about, data as SummaryData) }),
  };
}
