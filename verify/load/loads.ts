/** The loads and their default sizes. Pure. */
import type { LoadName } from './targets.ts';

export interface Load {
  readonly name: LoadName;
  readonly summary: string;
  readonly speakers: number;
  /** In each session. */
  readonly listeners: number;
  readonly chunkMs: number;
  /** Time over which the speakers' connects are spread. */
  readonly rampMs: number;
}

const RAMP_MS = 15_000;

export const LOADS: readonly Load[] = [
  {
    name: 'audio',
    summary: '100 speakers, 50 chunks a second each; nothing lost, nothing doubled',
    speakers: 100,
    listeners: 1,
    chunkMs: 20,
    rampMs: RAMP_MS,
  },
  {
    name: 'control',
    summary: '100 speakers, 10 controls a second each; every listener hears every one',
    speakers: 100,
    listeners: 2,
    chunkMs: 20,
    rampMs: RAMP_MS,
  },
  {
    name: 'status',
    summary: '100 speakers ask how their session stands, twice a second',
    speakers: 100,
    listeners: 1,
    chunkMs: 20,
    rampMs: RAMP_MS,
  },
  {
    name: 'fan-out',
    summary: 'one session with 500 listeners: each hears every sentence and every control',
    speakers: 1,
    listeners: 500,
    chunkMs: 100,
    rampMs: 0,
  },
  {
    name: 'connect-storm',
    summary: '500 clients come at once, are lost and come back every 5 s',
    speakers: 100,
    listeners: 4,
    chunkMs: 20,
    rampMs: 2_000,
  },
];

export function loadNamed(name: string): Load | undefined {
  return LOADS.find((load) => load.name === name);
}
