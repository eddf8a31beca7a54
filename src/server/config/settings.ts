/** Every environment variable that the server reads, with its meaning and default. .env.example and --help are made from it. */
import { ASR_SETTINGS, completeAsr } from './asr-settings.ts';
import { problemsOfRenamed } from './renamed-settings.ts';
import { checkNumber, type Setting } from './setting.ts';
import { AWS_SETTINGS } from './settings/aws.ts';
import { CLIENT_SETTINGS, NETWORK_SETTINGS, SHUTDOWN_SETTINGS } from './settings/network.ts';
import { RATE_SETTINGS } from './settings/rates.ts';
import { SERVICE_SETTINGS } from './settings/services.ts';
import { SESSION_SETTINGS } from './settings/sessions.ts';
import { TELEMETRY_SETTINGS } from './settings/telemetry.ts';

/** In the order of .env.example and --help. */
export const SETTINGS = {
  ...NETWORK_SETTINGS,
  ...ASR_SETTINGS,
  ...AWS_SETTINGS,
  ...CLIENT_SETTINGS,
  ...SERVICE_SETTINGS,
  ...SHUTDOWN_SETTINGS,
  ...RATE_SETTINGS,
  ...SESSION_SETTINGS,
  ...TELEMETRY_SETTINGS,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = {
  readonly [N in SettingName]: (typeof SETTINGS)[N]['kind'] extends 'number'
    ? (typeof SETTINGS)[N]['default'] extends undefined
      ? number | undefined
      : number
    : string | undefined;
};

/** @returns the values, one line for each problem, and warnings. An empty variable counts as not set. */
export function readSettings(given: Readonly<Record<string, string | undefined>>): {
  readonly values: SettingValues;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
} {
  const { environment, warnings, problems: contradictions } = completeAsr(given);
  const problems = [...contradictions, ...problemsOfRenamed(environment)];
  const values: Record<string, number | string | undefined> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    const given = environment[name]?.trim();
    if (given === undefined || given === '') {
      values[name] = setting.default;
    } else if (setting.kind === 'text') {
      values[name] = given;
    } else {
      const problem = checkNumber(name, setting, given);
      if (problem !== undefined) problems.push(problem);
      values[name] = Number(given);
    }
  }
  return { values: values as SettingValues, problems, warnings };
}
