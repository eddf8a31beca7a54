/** Text frame → action and body. Checks JSON and the action only; parameters, roles and rates are checked elsewhere. */
import { type Action, isAction } from './client-messages.ts';
import { type Refusal, refusal } from './errors.ts';

export type Decoded =
  | { readonly ok: true; readonly action: Action; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly refusal: Refusal };

/** Never throws. INVALID_MESSAGE when there is no JSON object with an action, INVALID_ACTION when it is unknown. */
export function decodeMessage(text: string): Decoded {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused('The message is not valid JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused('The message is not a JSON object.');
  }
  const action = (body as { action?: unknown }).action;
  if (typeof action !== 'string' || action === '') return refused('The message has no action.');
  if (!isAction(action)) {
    // Cut, so that the length of an answer does not depend on the client's text.
    return { ok: false, refusal: refusal('INVALID_ACTION', { action: action.slice(0, 64) }) };
  }
  return { ok: true, action, body: body as Record<string, unknown> };
}

function refused(message: string): Decoded {
  return { ok: false, refusal: refusal('INVALID_MESSAGE', {}, message) };
}
