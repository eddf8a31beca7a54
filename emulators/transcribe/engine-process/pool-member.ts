/** A process in the pool, and the place it has there, which is taken by one after the other. */
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
  /** Another has taken over: it takes nobody any more. */
  isRetired: boolean;
  status: EngineStatus | undefined;
}

export function newSlot(): Slot {
  return { endsInRow: 0, isStarting: false, recyclePace: new RecyclePace() };
}

/** For sorting: the one with the fewest speakers first, and of these the least busy. */
export function byLoad(a: Member, b: Member): number {
  return a.process.speakers - b.process.speakers || (a.status?.decodeLoad ?? 0) - (b.status?.decodeLoad ?? 0);
}

/** Without those who are about to go on elsewhere. */
export function staying({ process }: Member): number {
  return process.speakers - process.leaving;
}
