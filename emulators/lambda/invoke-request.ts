/** Reads the request line and the headers of an Invoke call. Does not read the body or look for the function. */
import type { IncomingMessage } from 'node:http';
import { type FunctionName, parseFunctionName } from './function-name.ts';
import type { ServiceError } from './service-errors.ts';

export const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
export type InvocationType = (typeof INVOCATION_TYPES)[number];

export interface InvokeRequest extends FunctionName {
  readonly type: InvocationType;
  /** True: LogType is Tail. */
  readonly tail: boolean;
  /** JSON text. */
  readonly clientContext?: string;
}

export type ParsedRequest =
  | { readonly ok: true; readonly request: InvokeRequest }
  | { readonly ok: false; readonly error: ServiceError };

const BASE = 'http://localhost';
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

export function parseInvokeRequest(incoming: IncomingMessage): ParsedRequest {
  // An address such as `//` cannot be parsed as a URL.
  const address = incoming.url ?? '/';
  const url = URL.canParse(address, BASE) ? new URL(address, BASE) : undefined;
  const encodedName = incoming.method === 'POST' ? PATH.exec(url?.pathname ?? '')?.[1] : undefined;
  if (url === undefined || encodedName === undefined)
    return refuse('UnknownOperationException', 'Only Invoke is served here');
  // Every SDK signs its requests. A web page that posts to this port does not.
  if (!incoming.headers.authorization?.startsWith('AWS4-')) {
    return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }

  const name = decode(encodedName);
  const named = name === undefined ? undefined : parseFunctionName(name);
  if (named === undefined) return refuse('InvalidParameterValueException', constraint('functionName', name ?? ''));
  const type = header(incoming, 'x-amz-invocation-type') ?? 'RequestResponse';
  if (!isInvocationType(type)) return refuse('InvalidParameterValueException', constraint('invocationType', type));
  const context = header(incoming, 'x-amz-client-context');
  const clientContext = context === undefined ? undefined : Buffer.from(context, 'base64').toString('utf8');
  if (clientContext !== undefined && !isJson(clientContext)) {
    return refuse('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }

  const qualifier = url.searchParams.get('Qualifier') ?? named.qualifier;
  const tail = header(incoming, 'x-amz-log-type') === 'Tail';
  const optional = { ...(qualifier ? { qualifier } : {}), ...(clientContext === undefined ? {} : { clientContext }) };
  return { ok: true, request: { name: named.name, type, tail, ...optional } };
}

/** The function and the type of a call, also when the call is wrong in other respects. */
export function calledFunction(incoming: IncomingMessage): { functionName: string | undefined; type: string } {
  const [path = ''] = (incoming.url ?? '').split('?');
  const name = decode(PATH.exec(path)?.[1] ?? '') ?? '';
  const functionName = parseFunctionName(name)?.name;
  return { functionName, type: header(incoming, 'x-amz-invocation-type') ?? 'RequestResponse' };
}

/** Whether `text` is JSON. Lambda refuses a payload that is not. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function refuse(code: ServiceError['code'], message: string): ParsedRequest {
  return { ok: false, error: { code, message } };
}

function constraint(member: string, value: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint`;
}

function isInvocationType(text: string): text is InvocationType {
  return (INVOCATION_TYPES as readonly string[]).includes(text);
}

function header(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
