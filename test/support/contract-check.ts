/** Holds what a server says against the wire contract: no member missing, none too many, nothing to whom it is not for. */
import { Compile, type Validator, type XSchema } from 'typebox/schema';
import type { ErrorPlace } from '../../src/protocol/error-details.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { AUDIENCES, SERVER_MESSAGES, type ServerMessageType } from '../../src/protocol/server-messages.ts';

type Message = Readonly<Record<string, unknown>>;

const MESSAGE_CHECKS = new Map<string, Validator>();
const DETAIL_CHECKS = new Map<ErrorCode, Validator>();

/** The acknowledgement of a control has them, the listeners' copy never. */
const ACK_MEMBERS = ['broadcastState', 'listenersNotified', 'pauseDurationMs'];
/** Later than the year 5000 in seconds, so it is milliseconds. */
const TOO_LATE_FOR_SECONDS = 1e11;

/** What one socket is told, in order. It learns the socket's role and session from the greeting. */
export class ContractCheck {
  #role: 'speaker' | 'listener' | undefined;
  #sessionId: unknown;

  /** @returns what is wrong with a message; undefined for what the pipeline may have made, which can be anything. */
  problemOf(message: Message): string | undefined {
    const { type } = message;
    if (!isServerMessageType(type)) return undefined;
    if (type === 'sessionCreated' || type === 'sessionJoined' || type === 'connectionRefreshComplete') {
      this.#role = roleOf(message);
      this.#sessionId ??= message.sessionId;
    }
    return shapeProblem(type, message) ?? this.#placeProblem(type, message);
  }

  #placeProblem(type: ServerMessageType, message: Message): string | undefined {
    const audience = AUDIENCES[type];
    if (this.#role && (audience === 'speaker' || audience === 'listener') && audience !== this.#role) {
      return `a ${this.#role} was told ${type}`;
    }
    if (this.#role === 'listener' && type !== 'sessionJoined') {
      const extra = ACK_MEMBERS.find((member) => member in message);
      if (extra) return `a listener's ${type} has the acknowledgement's ${extra}`;
    }
    if (this.#sessionId && 'sessionId' in message && message.sessionId !== this.#sessionId) {
      return `${type} is about another session`;
    }
    return type === 'error' ? errorProblem(message, 'socket') : undefined;
  }
}

/** An error object wherever it came: its shape, its status, its place, and the details its code promises. */
export function errorProblem(body: Message, place: ErrorPlace): string | undefined {
  const problem = shapeProblem('error', body);
  if (problem) return problem;
  const code = body.code as ErrorCode;
  const { status, where, details } = ERRORS[code];
  if (body.statusCode !== status) return `${code} has the status ${body.statusCode}`;
  if (!(where as readonly ErrorPlace[]).includes(place)) return `${code} is not documented for ${place}`;
  const check = DETAIL_CHECKS.get(code) ?? strictCheck(details);
  DETAIL_CHECKS.set(code, check);
  return said(check, body.details, `details of ${code}`);
}

function shapeProblem(type: ServerMessageType, message: Message): string | undefined {
  const check = MESSAGE_CHECKS.get(type) ?? strictCheck(SERVER_MESSAGES[type]);
  MESSAGE_CHECKS.set(type, check);
  if (Number(message.timestamp) > TOO_LATE_FOR_SECONDS) return `${type} has its timestamp not in seconds`;
  return said(check, message, type);
}

function said(check: Validator, value: unknown, name: string): string | undefined {
  if (check.Check(value)) return undefined;
  const [, errors] = check.Errors(value);
  const reasons = errors.map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
  return `${name}: ${reasons.join('; ')}: ${JSON.stringify(value)}`;
}

/** The schema with no room for members it does not name, at any depth. */
function strictCheck(schema: unknown): Validator {
  const closed = JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object'
      ? { ...value, additionalProperties: false }
      : value,
  ) as XSchema;
  return Compile(closed) as Validator;
}

function roleOf(message: Message): 'speaker' | 'listener' {
  if (message.type === 'connectionRefreshComplete') return message.role === 'speaker' ? 'speaker' : 'listener';
  return message.type === 'sessionCreated' ? 'speaker' : 'listener';
}

function isServerMessageType(type: unknown): type is ServerMessageType {
  return typeof type === 'string' && Object.hasOwn(SERVER_MESSAGES, type);
}
