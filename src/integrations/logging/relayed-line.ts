/**
 * Decides what is logged of a line that a local service printed. JSON lines are the service's own log and are kept. Any
 * other line may quote speech (an error's message, a stray print): of it only the kind and place of an error are kept.
 */

const ODD_CHARACTERS = /[^\w.$-]/;
const ERROR_NAME = /^(?:Uncaught )?([A-Z]\w{0,60}(?:Error|Exception))\b/;
const FRAME = /^\s+at .*?([\w.-]{1,80}:\d{1,6}:\d{1,6})\)?$/;
/** `requestId<tab>Invoke Error<tab>{"errorType","errorMessage","trace"}`, as Lambda's runtime prints it. */
const INVOKE_ERROR = /\tInvoke Error\t(\{.*)$/;
/** The only line of an endpoint that ends in an error's message. */
const CALL_FAILED = /^(a call failed: \w{0,60}).*$/s;

/** @param service Who printed it. An endpoint's own lines never quote speech, apart from CALL_FAILED. */
export function relayedLine(service: string, line: string): string {
  if (service.endsWith(' endpoint')) return line.replace(CALL_FAILED, '$1');
  if (parse(line)) return line;
  const invokeError = INVOKE_ERROR.exec(line)?.[1];
  if (invokeError !== undefined) return `Invoke Error ${toErrorKind(parse(invokeError))}`;
  const frame = FRAME.exec(line)?.[1];
  if (frame !== undefined) return `at ${frame}`;
  const error = ERROR_NAME.exec(line)?.[1];
  if (error !== undefined) return error;
  return line.trim() === '' ? '' : `[${line.length} characters withheld]`;
}

function toErrorKind(error: Readonly<Record<string, unknown>> | undefined): string {
  const { errorType, trace } = error ?? {};
  const name =
    typeof errorType === 'string' && errorType.length < 80 && !ODD_CHARACTERS.test(errorType) ? errorType : '?';
  const frames = Array.isArray(trace) ? trace.map((each) => FRAME.exec(String(each))?.[1]) : [];
  const at = frames.find((frame) => frame !== undefined);
  return at === undefined ? name : `${name} at ${at}`;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
