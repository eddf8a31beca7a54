/** Reads what a server says of its recogniser; what comes over the network may be anything. */
import { Compile } from 'typebox/compile';
import { AsrReport } from './http-messages.ts';

const REPORT = Compile(AsrReport);

/** @returns undefined where it is none. */
export function readAsrReport(value: unknown): AsrReport | undefined {
  return REPORT.Check(value) ? value : undefined;
}
