/** The built server, which also reports its memory after a garbage collection. Run with --expose-gc. */
import { runWithProbe } from '../../testkit/programs/run-with-probe.ts';

export interface MemoryReport {
  /** JavaScript objects and the buffers they hold, after a full collection, in bytes. */
  readonly liveBytes: number;
  readonly residentBytes: number;
  /** Highest resident memory so far. */
  readonly peakBytes: number;
}

await runWithProbe((_: 'memory'): MemoryReport => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { liveBytes: heapUsed + external, residentBytes: rss, peakBytes: process.resourceUsage().maxRSS * 1024 };
});
