/** The system's clock of a whole server, set forward or back while it runs. For programs that are processes of their own. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from './test-server.ts';

const MODULE = new URL('./system-clock.mjs', import.meta.url).href;

export interface SystemClock {
  /** For the program's environment; what it starts inherits it. */
  readonly environment: Record<string, string>;
  /** The program's system clock, Unix ms. */
  now(): number;
  /** From now on (within 10 ms) its clock is off by so much. */
  set(offsetMs: number): void;
}

export function systemClockOf(t: Ending): SystemClock {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-clock-'));
  t.after(async () => rmSync(folder, { recursive: true }));
  const file = join(folder, 'offset');
  let offsetMs = 0;
  return {
    environment: { NODE_OPTIONS: `--import=${MODULE}`, SYSTEM_CLOCK_FILE: file },
    now: () => Date.now() + offsetMs,
    set: (ms) => {
      offsetMs = ms;
      // Whole or not at all: a half-written file would be a step of its own.
      writeFileSync(`${file}.new`, String(ms));
      renameSync(`${file}.new`, file);
    },
  };
}
