/**
 * What may be logged of a line that a local service printed. Its own JSON lines are written for logs; anything else may
 * quote what was said (an error's message, a stray print), so of that only the kind and place of an error are kept.
 */

const ODD_CHARACTERS = /[^\w.$-]/;
const ERROR_NAME = /^(?:Uncaught )?([A-Z]\w{0,60}(?:Error|Exception))\b/;
const FRAME = /^\s+at .*?([\w.-]{1,80}:\d{1,6}:\d{1,6})\)?$/;
/** `requestId<tab>Invoke Error<tab>{"errorType","errorMessage","trace"}`, as Lambda's runtime prints it. */
const INVOKE_ERROR = /\tInvoke Error\t(\{.*)$/;
/** The one thing an endpoint says that ends in an error's message. */
const CALL_FAILED = /^(a call failed: \w{0,60}).*$/s;

/** @param service Who printed it; what an endpoint says itself is about its function, never about what was said. */
export function relayedLine(service: string, line: string): string {
  if (service.endsWith(' endpoint')) return line.replace(CALL_FAILED, '$1');
  if (parse(line)) return line;
  const invokeError = INVOKE_ERROR.exec(line)?.[1];
  if (invokeError !== undefined) return `Invoke Error ${kindOf(parse(invokeError))}`;
  const frame = FRAME.exec(line)?.[1];
  if (frame !== undefined) return `at ${frame}`;
  const error = ERROR_NAME.exec(line)?.[1];
  if (error !== undefined) return error;
  return line.trim() === '' ? '' : `[${line.length} characters withheld]`;
}

function kindOf(error: Readonly<Record<string, unknown>> | undefined): string {
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
