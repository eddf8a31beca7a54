/** Judges every answer by the contract alone. A finding is a message outside the catalogue, or one that says the server failed. */
import { Compile, type Validator } from 'typebox/compile';
import { CLOSES } from '../../src/protocol/close-codes.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { SERVER_MESSAGES } from '../../src/protocol/server-messages.ts';
import type { Findings } from './findings.ts';
import type { HttpAnswerSeen } from './http-answer.ts';
import type { Ending } from './raw-websocket.ts';

type Json = Readonly<Record<string, unknown>>;

const SCHEMAS = new Map<string, Validator>(
  Object.entries(SERVER_MESSAGES).map(([type, schema]) => [type, Compile(schema)] as const),
);
const CLOSE_CODES: readonly number[] = Object.values(CLOSES).map(({ code }) => code);
/** The transport itself sends these, before a route is called. They have no error object. */
const TRANSPORT_STATUSES = [400, 431, 505];
/** Not implemented, not ready, HTTP version not supported: none is a failure. */
const LOCAL_STATUSES = [501, 503, 505];

export class Oracle {
  readonly #findings: Findings;
  readonly #attack: string;
  readonly #count: (answer: string) => void;

  /** @param attack named in every finding. @param count called for every answer with its type, code or status. */
  constructor(findings: Findings, attack: string, count: (answer: string) => void) {
    this.#findings = findings;
    this.#attack = attack;
    this.#count = count;
  }

  finding(kind: string, example: string): void {
    this.#findings.add(kind, example, this.#attack);
  }

  /** @returns the message. Undefined: the text has none. */
  message(text: string): Json | undefined {
    const message = this.#toObject(text);
    if (message === undefined) return undefined;
    const { type } = message;
    // A delivery of the pipeline, passed on unchanged.
    if (type === 'audio') return message;
    const schema = typeof type === 'string' ? SCHEMAS.get(type) : undefined;
    if (schema === undefined) this.finding('a message of an unknown type', text);
    else if (!schema.Check(message)) this.finding(`a message that breaks its schema: ${String(type)}`, text);
    if (type === 'error') this.#error(message, text);
    else this.#count(String(type));
    return message;
  }

  /** Judges the end of a connection that sent nothing invalid: only the contract's close codes are allowed. */
  ending({ code, reason }: Ending): void {
    if (!CLOSE_CODES.includes(code)) this.finding(`a socket that sent nothing invalid was closed with ${code}`, reason);
  }

  http(answer: HttpAnswerSeen): void {
    const { status, body } = answer;
    this.#count(`HTTP ${status}`);
    const shown = `${status} ${body}`;
    if (status === 500) this.finding('an HTTP answer of 500', shown);
    if (status < 400 || answer.isBodyless) return;
    if (!answer.isJson) {
      if (!TRANSPORT_STATUSES.includes(status)) this.finding('an HTTP error that is not JSON', shown);
      return;
    }
    const error = this.#toObject(body);
    // The management API answers as AWS does, and readiness answers with reasons.
    if (error === undefined || answer.errorType !== '' || 'reasons' in error) return;
    if (error.statusCode !== status) this.finding('an HTTP error with a statusCode other than its status', shown);
    this.#error(error, shown);
  }

  /** Judges an answer of a local port. @param isForeign the request had a foreign host name or origin. */
  local(answer: HttpAnswerSeen, isForeign: boolean, request: string): void {
    const { status, body, isOpenToPages } = answer;
    this.#count(`local ${status}`);
    const shown = `${status} ${body.slice(0, 200)} to ${request.slice(0, 300)}`;
    if (status >= 500 && !LOCAL_STATUSES.includes(status)) this.finding('a local port answered with a failure', shown);
    if (isOpenToPages) this.finding('a local port lets pages of other sites read its answers', shown);
    if (isForeign && status < 400) this.finding('a local port answered a foreign page or host name', shown);
  }

  #error(error: Json, shown: string): void {
    const code = String(error.code);
    this.#count(code);
    if (!Object.hasOwn(ERRORS, code)) this.finding('an error that is not in the catalogue', shown);
    else if (ERRORS[code as ErrorCode].status !== error.statusCode) this.finding('an error with a wrong status', shown);
    if (code === 'INTERNAL_ERROR') this.finding('INTERNAL_ERROR for bad input', shown);
  }

  #toObject(text: string): Json | undefined {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    } catch {
      // Reported below.
    }
    this.finding('an answer that is not a JSON object', text);
    return undefined;
  }
}
