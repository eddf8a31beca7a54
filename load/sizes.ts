/** How large each load is where nobody says otherwise: the sizes of the requirements. Pure. */

export interface Size {
  readonly speakers: number;
  /** In each session. */
  readonly listeners: number;
  /** Length of a chunk of audio. */
  readonly chunkMs: number;
  /** Time over which the speakers' connects are spread. */
  readonly rampMs: number;
}

const RAMP_MS = 15_000;

export const SIZES = {
  audio: { speakers: 100, listeners: 1, chunkMs: 20, rampMs: RAMP_MS },
  control: { speakers: 100, listeners: 2, chunkMs: 20, rampMs: RAMP_MS },
  status: { speakers: 100, listeners: 1, chunkMs: 20, rampMs: RAMP_MS },
  'fan-out': { speakers: 1, listeners: 500, chunkMs: 100, rampMs: 0 },
  'connect-storm': { speakers: 100, listeners: 4, chunkMs: 20, rampMs: 2_000 },
} as const satisfies Readonly<Record<string, Size>>;

export type LoadName = keyof typeof SIZES;
