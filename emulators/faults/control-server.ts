/** The control API of fault plans, on loopback: GET, PUT and DELETE /faults. Keeps no plan itself. Refuses web pages. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { LOOPBACK } from '../../src/protocol/loopback.ts';
import { nestingOf } from '../json-body.ts';
import { listenOnLoopback } from '../listen.ts';
import { createLoopbackServer, writeJson } from '../loopback-server.ts';
import type { FaultTarget } from './fault-target.ts';
import { PlanError } from './plan-error.ts';
import { readText } from './read-text.ts';

export interface FaultControl {
  /** `http://127.0.0.1:PORT/faults` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Keys are the names in the path. */
export type FaultTargets = Readonly<Record<string, FaultTarget>>;

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly allow?: string;
}

const MAX_PLAN_BYTES = 1 << 20;
/** Far more than a plan needs. */
const MAX_NESTING = 50;
const PATH = /^\/faults(?:\/([a-z]+))?\/?$/;
const ALLOWED = { all: 'GET, DELETE', one: 'GET, PUT, DELETE' } as const;

/** @param port 0: a free port. Rejects with one line when the port cannot be used. */
export async function startFaultControl(targets: FaultTargets, port: number): Promise<FaultControl> {
  const server = createLoopbackServer((incoming, response) => {
    void answerTo(targets, incoming).then(({ status, body, allow }) => {
      writeJson(response, status, `${JSON.stringify(body, null, 2)}\n`, allow === undefined ? {} : { allow });
    });
  });
  const bound = await listenOnLoopback(server, port);
  return {
    url: `http://${LOOPBACK}:${bound}/faults`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerTo(targets: FaultTargets, incoming: IncomingMessage): Promise<Answer> {
  const [path = ''] = (incoming.url ?? '').split('?');
  const match = PATH.exec(path);
  const name = match?.[1];
  const names = Object.keys(targets);
  if (match === null || (name !== undefined && !names.includes(name))) {
    return problem(404, 'NOT_FOUND', `Here are /faults and ${names.map((each) => `/faults/${each}`).join(', ')}.`);
  }
  const chosen = Object.entries(targets).filter(([each]) => name === undefined || each === name);
  const [first] = name === undefined ? [] : chosen;
  switch (incoming.method) {
    case 'GET':
      break;
    case 'DELETE':
      for (const [, target] of chosen) target.clear();
      break;
    case 'PUT': {
      if (first === undefined) return notAllowed(ALLOWED.all);
      const refusal = await put(first[1], incoming);
      if (refusal !== undefined) return refusal;
      break;
    }
    default:
      return notAllowed(name === undefined ? ALLOWED.all : ALLOWED.one);
  }
  const statuses = Object.fromEntries(chosen.map(([each, target]) => [each, target.status()]));
  return { status: 200, body: first === undefined ? statuses : first[1].status() };
}

async function put(target: FaultTarget, incoming: IncomingMessage): Promise<Answer | undefined> {
  const text = await readText(incoming, MAX_PLAN_BYTES);
  if (text === undefined) return problem(413, 'TOO_LARGE', `A plan has at most ${MAX_PLAN_BYTES} bytes.`);
  if (nestingOf(text) > MAX_NESTING)
    return problem(400, 'INVALID_PLAN', `A plan is nested ${MAX_NESTING} levels at most.`);
  try {
    target.put(JSON.parse(text));
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return problem(400, 'NOT_JSON', `The plan is not JSON: ${error.message}`);
    const problems = error instanceof PlanError ? error.problems : [String(error)];
    return problem(400, 'INVALID_PLAN', 'The plan was not put in force.', problems);
  }
}

function notAllowed(allow: string): Answer {
  return { ...problem(405, 'METHOD_NOT_ALLOWED', `Here are ${allow}.`), allow };
}

function problem(status: number, code: string, message: string, problems?: readonly string[]): Answer {
  return { status, body: { code, message, ...(problems === undefined ? {} : { problems }) } };
}
