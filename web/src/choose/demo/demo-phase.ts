/** Which phase of the demo is shown: its own, or that a connection is being restored. Pure. */

/** The last two: it is over. */
export type DemoPhase = 'connecting' | 'speaking' | 'translating' | 'reconnecting' | 'ending' | 'over' | 'failed';

/** Whose connections the demo has. */
export type DemoSide = 'speaker' | 'listener';

export class DemoPhases {
  readonly #lost = new Set<DemoSide>();
  /** What the run does, or does again as soon as both are back. */
  now: Exclude<DemoPhase, 'reconnecting'> = 'connecting';

  connection(side: DemoSide, isReconnecting: boolean): void {
    if (isReconnecting) this.#lost.add(side);
    else this.#lost.delete(side);
  }

  get shown(): DemoPhase {
    const isOver = this.now === 'over' || this.now === 'failed';
    return this.#lost.size > 0 && !isOver ? 'reconnecting' : this.now;
  }
}
