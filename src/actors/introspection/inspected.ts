/** Hands what XState's inspection says of one root actor on to whoever inspects. With nobody inspecting it is not there. */
import type { AnyActor, AnyEventObject, InspectionEvent, Snapshot } from 'xstate';
import type { InspectedSnapshot, InspectorPort } from '../ports/inspector.ts';

export interface Inspected {
  readonly inspect?: (event: InspectionEvent) => void;
}

const NOT: Inspected = {};

/**
 * @param sessionId Whose root actor it is, where it is a session's.
 * @returns options for createActor: without an inspector none, for `inspect` costs every event, be it empty.
 */
export function inspectedBy(inspector: InspectorPort | undefined, sessionId?: string): Inspected {
  if (inspector === undefined) return NOT;
  return {
    inspect: (event) => {
      // What is inspected is an actor that runs, whatever the type leaves open.
      const actorRef = event.actorRef as AnyActor;
      const head = { rootId: event.rootId ?? actorRef.sessionId, actorId: actorRef.sessionId, sessionId };
      switch (event.type) {
        case '@xstate.actor':
          inspector.observe({
            ...head,
            type: 'actor',
            name: actorRef.id === actorRef.sessionId ? chartNameOf(actorRef) : actorRef.id,
            parentId: actorRef._parent?.sessionId,
            chart: chartNameOf(actorRef),
          });
          break;
        case '@xstate.event':
          inspector.observe({ ...head, type: 'event', sourceId: event.sourceRef?.sessionId, event: event.event });
          break;
        case '@xstate.snapshot':
          inspector.observe({
            ...head,
            type: 'snapshot',
            event: event.event as AnyEventObject,
            snapshot: plain(event.snapshot),
          });
          break;
        default:
        // Microsteps and single actions are not part of what inspectors understand.
      }
    },
  };
}

/** The chart's name; of an actor without one, that of what it was made from. */
function chartNameOf({ logic, src }: AnyActor): string {
  const { id } = logic as { readonly id?: unknown };
  if (typeof id === 'string') return id;
  return typeof src === 'string' ? src : 'actor';
}

function plain(snapshot: Snapshot<unknown>): InspectedSnapshot {
  const { status, value, context } = snapshot as Snapshot<unknown> & { value?: unknown; context?: unknown };
  return { status, value, context };
}
