/** A session's code as people type it. Pure. */
import { isSessionId } from '../../../src/protocol/session-id.ts';
import { tidyCode } from '../session-code.ts';

/** @returns undefined if it is not a code. */
export function sessionIdOf(typed: string): string | undefined {
  const code = tidyCode(typed);
  return isSessionId(code) ? code : undefined;
}
