/** Lets a call be carried out while its answer never leaves. */
import type { ServerResponse } from 'node:http';

const UNSENT = ['writeHead', 'write', 'end'] as const;

/** When whoever serves ends the response, nothing of it has been sent, and `then` answers in its place. */
export function insteadOfAnswer(response: ServerResponse, then: () => void): void {
  const own = response as unknown as Record<(typeof UNSENT)[number], unknown>;
  own.writeHead = () => response;
  own.write = () => true;
  own.end = () => {
    // What the prototype has is there again.
    for (const name of UNSENT) delete own[name];
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 200;
    then();
    return response;
  };
}
