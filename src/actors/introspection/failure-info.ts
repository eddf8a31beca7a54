/** What a log line may say of an error that nobody expected: its kind and place. Never its message, which may quote a client. */

/** A type and no interface, so that it passes for a log line's fields. */
export type FailureInfo = {
  /** The error's class, such as TypeError. */
  readonly error: string;
  /** Where it was thrown, as `file.ts:line:column`; absent when it does not say. */
  readonly at?: string;
};

const FRAME = /^\s+at .*?([\w.-]{1,80}:\d{1,6}:\d{1,6})\)?$/m;
/** A class's name is ours or a library's; what is longer or odd may be anything. */
const NAME = /^[\w.]{1,80}$/;

export function toFailureInfo(error: unknown): FailureInfo {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const name = NAME.test(error.name) ? error.name : 'unknown';
  const { stack = '', message } = error;
  // The stack begins with the message, which could be made to look like a frame.
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const at = FRAME.exec(frames)?.[1];
  return at === undefined ? { error: name } : { error: name, at };
}
