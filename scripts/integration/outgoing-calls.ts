/** Every call that leaves a process of ours, and its page. */
import type { OutgoingCall } from './outgoing-call.ts';
import { PIPELINE_CALLS } from './pipeline-calls.ts';
import { SERVER_CALLS } from './server-calls.ts';
import { metric, setting, table } from './words.ts';

export const OUTGOING_CALLS: readonly OutgoingCall[] = [...SERVER_CALLS, ...PIPELINE_CALLS];

const HEADS = ['call', 'for', 'attempts', 'pauses', 'not tried again', 'deadline', 'breaker', 'clients see', 'seen by'];

export function outgoingCallsTable(from: OutgoingCall['from']): string {
  const rows = OUTGOING_CALLS.filter((call) => call.from === from).map((call) => [
    `**${call.operation}**, ${call.service}`,
    call.madeFor,
    call.attempts,
    call.pauses,
    call.permanent,
    call.deadline,
    call.breaker ?? '–',
    call.clientSees,
    call.seenBy,
  ]);
  return table(HEADS, rows);
}

/** How the breakers work, for the pages that name one. */
export function breakerWords(): string {
  return [
    `A breaker opens after ${setting('BREAKER_FAILURES')} calls in a row that show the service to be at fault; a call counts once, with all its attempts.`,
    `While it is open, calls are refused at once and counted (${metric('CircuitRejections', '{service}')}, ${metric('CircuitOpen', '{service}')}), and \`/readyz\` names the service.`,
    `After ${setting('BREAKER_OPEN_MS')} the next call is the probe: its answer closes the breaker, its failure opens it again.`,
  ].join('\n');
}
