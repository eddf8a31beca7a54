/** The limit of open files: each socket is one. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { Check, Finding } from '../check.ts';

/** Room for files, streams, rows and a reconnect of everybody at once. */
const FACTOR = 2;
/** Speakers that embedded mode recognises at a time if no setting says it (EMBEDDED_ASR_MAX_STREAMS). */
const EMBEDDED_SPEAKERS = 3 * Math.min(8, availableParallelism());

export const filesCheck: Check = {
  id: 'files',
  claim: 'The server may open twice as many files as it may hold sockets.',
  fix: 'Raise the limit: LimitNOFILE in the systemd unit, --ulimit nofile for a container, ulimit -n in a shell.',
  needs: [],
  run: async ({ config }) => judgeFiles(await readLimits(), config),
};

async function readLimits(): Promise<string | undefined> {
  try {
    return await readFile('/proc/self/limits', 'utf8');
  } catch {
    return undefined;
  }
}

/** Sockets of every speaker and listener, when every session is full. */
export function mostSockets({ mode, session, embedded }: Pick<Config, 'mode' | 'session' | 'embedded'>): number {
  const speakers =
    mode === 'aws' ? session.maxStreams : Math.min(session.maxStreams, embedded.asr.maxStreams ?? EMBEDDED_SPEAKERS);
  return speakers * (1 + session.maxListeners);
}

/** @param limits The text of /proc/self/limits; undefined where there is none. */
export function judgeFiles(limits: string | undefined, config: Parameters<typeof mostSockets>[0]): Finding {
  if (limits === undefined) return { verdict: 'skipped', said: 'this system does not say its limits' };
  // Node raises its soft limit to the hard one when it starts.
  const [, , hard = ''] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? [];
  const limit = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard || Number.NaN);
  if (Number.isNaN(limit)) return { verdict: 'skipped', said: '/proc/self/limits names no limit of open files' };
  const sockets = mostSockets(config);
  const said = `${hard} open files, up to ${sockets} sockets`;
  if (limit >= FACTOR * sockets) return { verdict: 'passed', said };
  const fix = `Set LimitNOFILE=${FACTOR * sockets} in the systemd unit (--ulimit nofile for a container), or lower TRANSCRIBE_MAX_STREAMS or MAX_LISTENERS_PER_SESSION.`;
  return { verdict: limit < sockets ? 'failed' : 'warned', said, fix };
}
