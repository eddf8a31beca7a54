/** Loaded into the server before it starts: records a CPU profile and writes it to the folder LOAD_PROFILE at the exit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

const folder = process.env.LOAD_PROFILE;
const session = new Session();

if (folder !== undefined) {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    // In the same process the callback runs before post() returns.
    session.post('Profiler.stop', (error, stopped) => {
      if (error !== null) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `server-${process.pid}.cpuprofile`), JSON.stringify(stopped.profile));
    });
  });
}
