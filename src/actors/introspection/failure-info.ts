/** What a log line may contain of an unexpected error: its class and place. Never its message, which may quote a client. */

/** A type, not an interface, so that it is assignable to a log line's fields. */
export type FailureInfo = {
  /** The error's class, such as TypeError. */
  readonly error: string;
  /** Where it was thrown, as `file.ts:line:column`; absent when the stack does not say. */
  readonly at?: string;
};

const FRAME = /^\s+at .*?([\w.-]{1,80}:\d{1,6}:\d{1,6})\)?$/m;
/** Class names of this code or of libraries. Anything longer or with other characters may be private. */
const NAME = /^[\w.]{1,80}$/;

export function toFailureInfo(error: unknown): FailureInfo {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const name = NAME.test(error.name) ? error.name : 'unknown';
  const { stack = '', message } = error;
  // The stack begins with the message, and a message can look like a frame.
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const at = FRAME.exec(frames)?.[1];
  return at === undefined ? { error: name } : { error: name, at };
}
