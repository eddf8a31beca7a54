/** A process in the pool, and its slot, which holds one process after the other. */
import type { EngineStatus } from './engine-messages.ts';
import { type MemoryWatch, RecyclePace } from './memory-watch.ts';
import type { PooledProcess } from './pooled-process.ts';

export interface Slot {
  endsInRow: number;
  isStarting: boolean;
  readonly recyclePace: RecyclePace;
}

export interface Member {
  readonly process: PooledProcess;
  readonly slot: Slot;
  readonly memory: MemoryWatch;
  readonly readyAt: number;
  /** Another process has taken over: this one takes no new speakers. */
  isRetired: boolean;
  status: EngineStatus | undefined;
}

export function newSlot(): Slot {
  return { endsInRow: 0, isStarting: false, recyclePace: new RecyclePace() };
}

/** For sorting: processes with fewer speakers first, and of these the less busy. */
export function byLoad(a: Member, b: Member): number {
  return a.process.speakers - b.process.speakers || (a.status?.decodeLoad ?? 0) - (b.status?.decodeLoad ?? 0);
}

/** Speakers of a process, without those that are about to move. */
export function staying({ process }: Member): number {
  return process.speakers - process.leaving;
}
