/**
 * Loaded into the server before it starts, only when it is to be looked into: its parent asks over the channel for a CPU profile
 * of a stretch of time, or for a heap snapshot. `{ "do": "startProfile" }`, `{ "do": "stopProfile", "file" }`,
 * `{ "do": "writeHeap", "file" }`; each is answered with `{ "done": <do> }`.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { writeHeapSnapshot } from 'node:v8';

const session = new Session();
session.connect();
session.post('Profiler.enable');

const deeds = {
  startProfile: () => session.post('Profiler.start'),
  stopProfile: (file) => {
    // In the same process the callback runs before post() returns.
    session.post('Profiler.stop', (error, stopped) => {
      if (error === null) writeFileSync(file, JSON.stringify(stopped.profile));
    });
  },
  writeHeap: (file) => writeHeapSnapshot(file),
};

process.on('message', (message) => {
  deeds[message.do]?.(message.file);
  process.send?.({ done: message.do });
});
// Otherwise the channel would keep the server from ending.
process.channel?.unref();
