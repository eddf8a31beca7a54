/** Why a session is over, in the listener's language. */
import type { RostrumError } from '../../../src/client/rostrum-error.ts';
import { errorWords } from './error-words.ts';
import type { ListenerTexts } from './listener-texts.ts';
import type { Text, Words } from './locale.ts';

/** @param reason Of the server. */
export function endWords(reason: string): Text {
  return ({ ends }) => (Object.hasOwn(ends, reason) ? ends[reason as keyof ListenerTexts['ends']] : ends.ended);
}

/** Why somebody who was in a session is not any more. Its code was right: if there is none now, the session is over. */
export function lossWords(error: RostrumError): Words {
  return error.code === 'SESSION_NOT_FOUND' ? ({ ends }) => ends.ended : errorWords(error);
}
