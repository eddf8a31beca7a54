/** The configuration, by the server's own reader. */
import { findExposure } from '../../boot/exposure.ts';
import { type ConfigResult, readConfig } from '../../config/config.ts';
import type { Finding, IndependentCheck } from '../check.ts';

export const configCheck: IndependentCheck = {
  id: 'config',
  claim: 'The settings are complete and right.',
  fix: 'Correct the variables named here; node dist/server --help lists all of them.',
  needs: [],
  ignoresConfig: true,
  run: async ({ environment }) => judgeConfig(readConfig(environment)),
};

export function judgeConfig(read: ConfigResult): Finding {
  if (!read.ok) return { verdict: 'failed', said: read.problems.join('; ') };
  const exposure = findExposure(read.config);
  const warnings = [...read.warnings, ...(exposure === undefined ? [] : [exposure])];
  if (warnings.length > 0) return { verdict: 'warned', said: warnings.join('; ') };
  const { mode, port, host } = read.config;
  return { verdict: 'passed', said: `${mode === 'aws' ? 'AWS' : 'embedded'} mode, port ${port} on ${host}` };
}
