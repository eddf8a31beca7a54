/** Makes the parts that manage the sessions of one process: host, directory, creation, finder and stream slots. */
import type { Refusal } from '../../protocol/errors.ts';
import type { RecordStorePort } from '../ports/records.ts';
import { StreamSlots } from '../resilience/stream-slots.ts';
import { SessionCreation } from './session-creation.ts';
import type { SessionDirectory } from './session-directory.ts';
import { SessionFinder } from './session-finder.ts';
import { SessionHost } from './session-host.ts';
import type { SessionPorts } from './session-ports.ts';
import { TableDirectory } from './table-directory.ts';

export interface SessionsDeps {
  readonly ports: SessionPorts;
  readonly store: RecordStorePort;
  /** Sessions that may have a transcription stream now; default: the settings' number. */
  readonly maxStreams?: () => number;
  /** Why a user may not create another session now. Asked once for each session that would be created. */
  readonly refuseCreation?: (userId: string) => Refusal | undefined;
  /** For more than one process; default: TableDirectory. */
  readonly createDirectory?: (host: SessionHost) => SessionDirectory;
}

export interface Sessions {
  readonly host: SessionHost;
  readonly creation: SessionCreation;
  readonly finder: SessionFinder;
  readonly slots: StreamSlots;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { ports, store, refuseCreation = () => undefined } = deps;
  const { node, clock, settings } = ports;
  const slots = new StreamSlots(deps.maxStreams ?? (() => settings.maxStreams));
  const host: SessionHost = new SessionHost(ports, (sessionId) => {
    slots.release(sessionId);
    directory.release(sessionId);
  });
  const directory = deps.createDirectory?.(host) ?? new TableDirectory({ node, clock, store, host });
  const creation = new SessionCreation({ ports, store, host, slots, refuseCreation });
  return { host, creation, finder: new SessionFinder({ ports, host, directory }), slots };
}
