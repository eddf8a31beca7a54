/**
 * The built server with a probe in its process. The probe reports memory, held objects and the delay of the event loop, and
 * crashes a session on request. Run with --expose-gc. The first argument is the server's program.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { queryObjects } from 'node:v8';
import { Session } from '../../src/actors/session/session.ts';
import { UpstreamStream } from '../../src/actors/speech/upstream-stream.ts';
import { ServicesProcess } from '../../src/integrations/emulators/services-process.ts';
import { ClientConnection } from '../../src/server/sockets/client-connection.ts';
import { runWithProbe } from '../../testkit/programs/run-with-probe.ts';
import type { Probe, SoakAnswer, SoakQuestion } from './probe.ts';

/** Sessions by id, for crashing one. Weak references, so that ended sessions are not kept. */
const sessions = new Map<string, WeakRef<Session>>();
const { start } = Session.prototype;
Session.prototype.start = function started(this: Session) {
  sessions.set(this.info.sessionId, new WeakRef(this));
  start.call(this);
};

/** The local pipeline speaks each word that it is handed, so that the witnesses hear it. */
const SPOKEN_PIPELINE = fileURLToPath(new URL('../hearing/spoken-handler.ts', import.meta.url));
const { start: startServices } = ServicesProcess.prototype;
ServicesProcess.prototype.start = function started(this: ServicesProcess, settings, ports) {
  return startServices.call(this, { ...settings, pipelineModule: SPOKEN_PIPELINE }, ports);
};

const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();

await runWithProbe(answer);

function answer(ask: SoakQuestion): SoakAnswer {
  switch (ask.kind) {
    case 'memory':
      return { kind: 'memory', probe: memory(ask.collect) };
    case 'objects':
      return {
        kind: 'objects',
        sessions: queryObjects(Session, { format: 'count' }),
        upstreams: queryObjects(UpstreamStream, { format: 'count' }),
        connections: queryObjects(ClientConnection, { format: 'count' }),
        resources: resources(),
      };
    case 'break':
      return { kind: 'broken', isDone: breakSession(ask.sessionId) };
  }
}

function memory(collect: boolean): Probe {
  if (collect) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const delay = { p99Ms: loop.percentile(99) / 1e6, maxMs: loop.max / 1e6 };
  loop.reset();
  return { heapBytes: heapUsed + external, residentBytes: rss, loop: delay };
}

function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Makes the speaker's socket throw at the next status, in the middle of a step of the session's chart. */
function breakSession(sessionId: string): boolean {
  const session = sessions.get(sessionId)?.deref();
  if (session === undefined) return false;
  session.speaker.attach({
    connectionId: `broken-${sessionId}`,
    send: (text) => {
      if (text.includes('"sessionStatus"')) throw new Error('broken on purpose');
    },
    subscribe() {},
    close() {},
    retire() {},
  });
  return true;
}
