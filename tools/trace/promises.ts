/** Checks that a trace is complete: that it has every span from the microphone to the listener's ear, each under its parent. Pure. */
import { childrenOf, type Span } from './span.ts';

export const SERVER = 'rostrum';
export const PIPELINE = 'translation-pipeline';

/**
 * @returns one line for each span that is missing or in a wrong place; none when the utterance was heard and can be followed.
 * @param others the other traces: a late final links to chunks that are in the trace of the previous utterance.
 */
export function brokenPromises(trace: readonly Span[], others: readonly (readonly Span[])[] = []): string[] {
  const broken: string[] = [];
  const roots = trace.filter(({ parentId }) => parentId === undefined);
  const [root] = roots;
  if (root === undefined || roots.length > 1) return [`it has ${roots.length} roots`];
  if (root.name !== 'utterance' || root.service !== SERVER) broken.push(`its root is ${root.name} of ${root.service}`);

  const ids = new Set(trace.map(({ id }) => id));
  for (const { name, parentId } of trace) {
    if (parentId !== undefined && !ids.has(parentId)) broken.push(`the parent of a ${name} is not in it`);
  }
  const children = childrenOf(trace);
  const below = (span: Span): readonly Span[] => (children.get(span.id) ?? []).flatMap((one) => [one, ...below(one)]);
  const named = (spans: readonly Span[], name: string) => spans.filter((span) => span.name === name);

  const chunks = named(children.get(root.id) ?? [], 'audio.chunk');
  if (chunks.length === 0) broken.push('it has no audio.chunk below its root');
  const seqs = chunks.map(({ facts }) => Number(facts['audio.seq'])).sort((a, b) => a - b);
  const gap = seqs.findIndex((seq, i) => i > 0 && seq !== Number(seqs[i - 1]) + 1);
  if (gap > 0) broken.push(`between audio.chunk ${seqs[gap - 1]} and ${seqs[gap]} one is missing or double`);
  const finals = named(below(root), 'transcript').filter(({ facts }) => facts['transcript.partial'] === false);
  if (finals.length === 0) broken.push('it has no final transcript');
  const known = new Set([trace, ...others].flatMap((spans) => named(spans, 'audio.chunk').map(({ id }) => id)));
  if (finals.some(({ links }) => links.length === 0)) broken.push('a final transcript is linked to no audio.chunk');
  if (finals.some(({ links }) => links.some((id) => !known.has(id)))) {
    broken.push('a final transcript is linked to something that is no audio.chunk known');
  }
  const invokes = finals.flatMap((final) => named(below(final), 'translation.invoke'));
  if (invokes.length === 0) broken.push('no final transcript has a translation.invoke');
  const handled = invokes.flatMap((invoke) => below(invoke).filter(({ service }) => service === PIPELINE));
  if (handled.length === 0) broken.push(`nothing of ${PIPELINE} is below a translation.invoke`);
  const delivered = invokes.flatMap((invoke) => named(below(invoke), 'listener.deliver'));
  if (!delivered.some(({ service }) => service === SERVER)) {
    broken.push('no listener.deliver is below a translation.invoke');
  }
  const segments = named(children.get(root.id) ?? [], 'segment');
  if (segments.length === 0) broken.push('it has no segment below its root');
  else if (segments.every((segment) => named(below(segment), 'playout').length === 0)) {
    broken.push('no playout is below a segment');
  }
  // A segment's first words may have come before the final of the utterance before.
  const early = trace.find(
    ({ name, service, startMs }) => service === SERVER && name !== 'segment' && startMs < root.startMs,
  );
  if (early) broken.push(`a ${early.name} starts before the utterance`);
  return broken;
}
