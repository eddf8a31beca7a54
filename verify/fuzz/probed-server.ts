/** The server as it is shipped, which also says what memory it holds once its garbage is gone. Run with --expose-gc. */
import { pathToFileURL } from 'node:url';

export interface MemoryReport {
  /** JavaScript objects and the buffers they hold, after a full collection, in bytes. */
  readonly liveBytes: number;
  readonly residentBytes: number;
  /** The most that was ever resident. */
  readonly peakBytes: number;
}

process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const report: MemoryReport = {
    liveBytes: heapUsed + external,
    residentBytes: rss,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.(report);
});
// The channel alone does not keep the server from ending.
process.channel?.unref();

// The program's own command line has no arguments.
const [program] = process.argv.splice(2, 1);
if (program === undefined) throw new Error('The program to run is the first argument.');
await import(pathToFileURL(program).href);
