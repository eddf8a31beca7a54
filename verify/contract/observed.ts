/** Checks every frame that the suite receives for what holds for all frames. Keeps the first faults only. */
import { OBJECT, SECONDS, show } from './expectation.ts';

export interface Message {
  readonly type: string;
  readonly [member: string]: unknown;
}

const WITHOUT_SESSION = ['heartbeatAck', 'connectionTimeout', 'error'];
const ERROR_MEMBERS = ['code', 'statusCode', 'message', 'details', 'correlationId'];
const MAX_FAULTS = 20;

export type FaultKind = 'frame' | 'type' | 'timestamp' | 'sessionId' | 'error' | 'lastStateChange';

export class Observed {
  /** Keys are types, values the number of messages. */
  readonly counts = new Map<string, number>();
  readonly #faults: { readonly kind: FaultKind; readonly text: string }[] = [];

  /** @returns the message. Undefined: the frame has none. */
  frame(data: Buffer, isBinary: boolean): Message | undefined {
    const message = isBinary ? undefined : toObject(data.toString());
    if (message === undefined) {
      this.#fault('frame', `${isBinary ? 'a binary frame of' : 'a text frame of'} ${data.length} bytes`);
      return undefined;
    }
    this.counts.set(message.type, (this.counts.get(message.type) ?? 0) + 1);
    this.#judge(message);
    return message;
  }

  faults(kind: FaultKind): string[] {
    return this.#faults.filter((fault) => fault.kind === kind).map(({ text }) => text);
  }

  #judge(message: Message): void {
    const { type, timestamp, sessionId } = message;
    if (typeof type !== 'string') this.#fault('type', show(message));
    if (!SECONDS.fits(timestamp)) this.#fault('timestamp', `${type} with timestamp ${show(timestamp)}`);
    if (type === 'error') {
      const missing = ERROR_MEMBERS.filter((member) => message[member] === undefined || message[member] === null);
      if (missing.length > 0) this.#fault('error', `an error without ${missing.join(', ')}`);
      else if (!OBJECT.fits(message.details)) this.#fault('error', `an error with details ${show(message.details)}`);
    } else if (!WITHOUT_SESSION.includes(type) && typeof sessionId !== 'string') {
      this.#fault('sessionId', `${type} without sessionId`);
    }
    const state = (message.broadcastState ?? message.state) as Record<string, unknown> | undefined;
    if (state !== undefined && !SECONDS.fits(state.lastStateChange)) {
      this.#fault('lastStateChange', `${type} with lastStateChange ${show(state.lastStateChange)}`);
    }
  }

  #fault(kind: FaultKind, text: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push({ kind, text });
  }
}

function toObject(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
