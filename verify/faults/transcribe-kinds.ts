/** Every fault of a Transcribe stream, its name in the table, and the expected outcome. */
import type { TranscribeFault } from '../../emulators/transcribe/faults/plan.ts';
import type { MomentName } from './moments.ts';

export interface TranscribeKind {
  readonly name: string;
  readonly fault: TranscribeFault;
  /** Moments at which the fault makes sense. Undefined: every moment. */
  readonly moments?: readonly MomentName[];
  /** True: the fault ends the stream. Otherwise the stream must survive it. */
  readonly isDeath: boolean;
  /** True: the next stream can be opened as soon as this one ends. */
  readonly isAtOnce: boolean;
  readonly expects: 'nothingLost' | 'countedLoss';
  /** True: the speaker is not told, because the service works. */
  readonly isSilent?: boolean;
}

const death = (name: string, fault: TranscribeFault, more: Partial<TranscribeKind> = {}): TranscribeKind => ({
  ...{ name, fault, isDeath: true, isAtOnce: true, expects: 'nothingLost' },
  ...more,
});
const nuisance = (name: string, fault: TranscribeFault, moments?: readonly MomentName[]): TranscribeKind => ({
  ...{ name, fault, isDeath: false, isAtOnce: false, expects: 'nothingLost' },
  ...(moments ? { moments } : {}),
});

const EXCEPTIONS = [
  'ConflictException',
  'InternalFailureException',
  'LimitExceededException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'UnrecognizedClientException',
  'UnheardOfException',
];
const BEFORE_THE_END: readonly MomentName[] = ['start', 'mid-word', 'during replay'];
const WHILE_OPEN: readonly MomentName[] = ['mid-word', 'during replay', 'at the end'];

export const TRANSCRIBE_KINDS: readonly TranscribeKind[] = [
  ...EXCEPTIONS.map((name) => death(name, { kind: 'exception', name })),
  death(
    'BadRequestException (fatal)',
    { kind: 'exception', name: 'BadRequestException' },
    { isAtOnce: false, expects: 'countedLoss', moments: ['start', 'during replay'] },
  ),
  // The stream worked before this error, so the server opens another.
  death(
    'BadRequestException of a healthy stream',
    { kind: 'exception', name: 'BadRequestException' },
    { moments: ['mid-word', 'at the end'] },
  ),
  death('BadRequestException (15 s without audio)', { kind: 'idleTimeout' }, { isSilent: true }),
  death('error message, unmodelled', { kind: 'error', code: 'SomethingNew' }),
  death('audio event too large', { kind: 'oversize', maxBytes: 500 }, { moments: BEFORE_THE_END }),
  ...[0, 1, 2, 7, 8, 11].map((code) => death(`RST_STREAM ${code}`, { kind: 'reset', code })),
  nuisance('GOAWAY 0', { kind: 'goaway', code: 0 }),
  ...[2, 11].map((code) => death(`GOAWAY ${code}`, { kind: 'goaway', code })),
  death('unrequested clean end', { kind: 'end' }),
  death('TCP FIN', { kind: 'tcpFin' }),
  death('TCP reset', { kind: 'tcpReset' }),
  ...(['crc', 'json', 'truncated'] as const).map((how) => death(`corrupt frame: ${how}`, { kind: 'corrupt', how })),
  death('headers never', { kind: 'stall' }, { moments: ['start'], isAtOnce: false }),
  death('stall', { kind: 'stall' }, { moments: WHILE_OPEN, isAtOnce: false }),
  death('stall both ways', { kind: 'stallBothWays' }, { isAtOnce: false }),
  nuisance('headers 700 ms late', { kind: 'delay', ms: 700 }, ['start']),
  nuisance('events 700 ms late', { kind: 'delay', ms: 700 }, WHILE_OPEN),
  // A quarter more than the 32,000 bytes per second of speech.
  nuisance('slow reader', { kind: 'slowReader', bytesPerSecond: 40_000 }, BEFORE_THE_END),
];
