/** Reads a server's report of its recogniser. The value comes over the network, so its shape is checked. */
import { Compile } from 'typebox/schema';
import { AsrReport } from './http-messages.ts';

const REPORT = Compile(AsrReport);

/** @returns undefined where the value is not such a report. */
export function readAsrReport(value: unknown): AsrReport | undefined {
  return REPORT.Check(value) ? value : undefined;
}
