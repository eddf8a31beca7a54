/** Why a microphone cannot be used at all. */

export type MicProblemKind = 'denied' | 'none' | 'busy' | 'graph' | 'insecure' | 'lost';

/** The names that browsers have given their errors, the older ones too. */
const KINDS: Readonly<Record<string, MicProblemKind>> = {
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  DevicesNotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
};

export class MicProblem extends Error {
  readonly kind: MicProblemKind;

  constructor(kind: MicProblemKind, cause?: unknown) {
    super(`the microphone cannot be used: ${kind}`, { cause });
    this.kind = kind;
  }

  /** Another microphone may work. */
  get isOfDevice(): boolean {
    return this.kind === 'none' || this.kind === 'busy' || this.kind === 'lost';
  }

  /** @param error what `getUserMedia` threw. @param isSecure browsers give pages without TLS no microphone at all. */
  static ofOpening(error: unknown, isSecure: boolean): MicProblem {
    if (!isSecure) return new MicProblem('insecure', error);
    const { name } = Object(error) as { name?: unknown };
    return new MicProblem(KINDS[String(name)] ?? 'none', error);
  }

  /** @param error what the audio graph threw, or a problem that is known already. */
  static ofGraph(error: unknown): MicProblem {
    return error instanceof MicProblem ? error : new MicProblem('graph', error);
  }
}
