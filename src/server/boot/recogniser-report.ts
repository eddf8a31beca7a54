/** Embedded mode: reports which recogniser is in use, and refuses speakers when there is none. */
import { homedir } from 'node:os';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { NO_RECOGNISER } from '../../integrations/emulators/recogniser-info.ts';
import type { EmbeddedServices } from '../../integrations/emulators/services.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { AsrReport } from '../../protocol/http-messages.ts';
import { SOURCE_LANGUAGES } from '../../protocol/languages.ts';
import { withoutPaths } from './public-note.ts';

/** The report for the operator. @returns undefined in AWS mode. Languages outside of the contract are left out. */
export function toAsrReport(services: Pick<EmbeddedServices, 'asr'> | undefined): AsrReport | undefined {
  if (services === undefined) return undefined;
  const { engine, model, languages, maxStreams, note } = services.asr;
  const offered = SOURCE_LANGUAGES.filter((language) => languages.includes(language));
  return { engine, model, languages: offered, maxStreams, ...(note === undefined ? {} : { note }) };
}

/** The report for everybody. @param modelFolder An absolute path that the note may contain. */
export function toPublicAsrReport(
  services: Pick<EmbeddedServices, 'asr'> | undefined,
  modelFolder: string | undefined,
): AsrReport | undefined {
  const report = toAsrReport(services);
  if (report?.note === undefined) return report;
  return { ...report, note: withoutPaths(report.note, modelFolder, [process.cwd(), homedir()]) };
}

/** @returns TRANSCRIBE_UNAVAILABLE when there is no recogniser. */
export function refuseWithoutRecogniser(asr: AsrReport | undefined): Refusal | undefined {
  if (asr?.engine !== NO_RECOGNISER) return undefined;
  const message = 'This server has no speech recogniser. Its operator can install one with npm run setup.';
  return refusal('TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe', limit: 0 }, message);
}

/** Logs the recogniser, at the start and after each restart of the services. */
export function logRecogniser(services: Pick<EmbeddedServices, 'asr'>, log: LogPort): void {
  const { engine, model, languages = [], maxStreams, note } = toAsrReport(services) ?? {};
  const fields = { engine, model, languages: languages.join(' '), maxStreams, note };
  if (note === undefined) log.info('start', 'recogniser in use', fields);
  else log.warn('start', 'recogniser in use is not the best one', { ...fields, code: 'TRANSCRIBE_UNAVAILABLE' });
}
