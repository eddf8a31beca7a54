/** Identifiers that count up; session ids can be dealt in advance. */
import type { IdentifierPort } from '../../../src/actors/ports/identifiers.ts';

export class NumberedIdentifiers implements IdentifierPort {
  /** Session ids to give before counting. */
  readonly dealt: string[] = [];
  #sessions = 0;
  #connections = 0;
  #traces = 0;

  sessionId(): string {
    const dealt = this.dealt.shift();
    if (dealt !== undefined) return dealt;
    this.#sessions += 1;
    const letters = String(this.#sessions)
      .split('')
      .map((digit) => 'abcdefghij'[Number(digit)])
      .join('');
    return `brave-${letters}-001`;
  }

  connectionId(): string {
    this.#connections += 1;
    return `connection-${this.#connections}`;
  }

  traceparent(): string {
    this.#traces += 1;
    return `00-${this.#traces.toString(16).padStart(32, '0')}-${'1'.padStart(16, '0')}-01`;
  }
}
