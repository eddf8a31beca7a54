/** What the routes work with; made once by the composition root. */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { IdentifierPort } from '../../actors/ports/identifiers.ts';
import type { TokenPort } from '../../actors/ports/identity.ts';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import type { TracingPort } from '../../actors/ports/tracing.ts';
import type { WriteBehind } from '../../actors/records/write-behind.ts';
import type { Sessions } from '../../actors/session/sessions.ts';
import type { EndToEndLatency } from '../../actors/speech/end-to-end-latency.ts';
import type { SignatureProblem, SignedRequest } from '../../integrations/delivery/signature.ts';
import type { Inspector } from '../../integrations/inspector/inspector.ts';
import type { AsrReport, TargetOffer } from '../../protocol/http-messages.ts';
import type { Config } from '../config/config.ts';
import type { ClientAddress } from '../http/client-address.ts';
import type { Connections } from '../sockets/connections.ts';
import type { RateLimits } from '../sockets/rate-limits.ts';

export interface AppContext {
  readonly config: Config;
  readonly clock: ClockPort;
  /** Milliseconds with fractions that never go back, for latencies. */
  readonly monotonicNow: () => number;
  readonly identifiers: IdentifierPort;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly tracing: TracingPort;
  readonly speechInFlight: EndToEndLatency;
  readonly tokens: TokenPort;
  /** Offered now: those of the contract; in embedded mode of these what the recogniser knows. */
  readonly sourceLanguages: () => readonly string[];
  /** The recogniser at work now, for anybody: its note has no path of this machine. Undefined in AWS mode. */
  readonly asr: () => AsrReport | undefined;
  /** What listeners of each target language get here. Never rejects. */
  readonly targetOffers: () => Promise<readonly TargetOffer[]>;
  readonly sessions: Sessions;
  /** Only while the server is inspected. */
  readonly inspector: Inspector | undefined;
  readonly connections: Connections;
  readonly addresses: ClientAddress;
  readonly rates: RateLimits;
  readonly writer: WriteBehind;
  /** Why a delivery does not carry the signature of the configured key; undefined when it does. */
  readonly signatureProblem: (request: SignedRequest) => SignatureProblem | undefined;
  /** No token can be verified now: the issuer’s keys cannot be had. */
  readonly isIssuerCutOff: () => boolean;
  /** Embedded mode only: makes a token for anybody who asks. */
  readonly issueDevToken:
    | ((request: { userId: string; expiresIn?: number; audience?: string; issuer?: string }) => Promise<string>)
    | undefined;
}
