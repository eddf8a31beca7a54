/** Passes XState's inspection of one root actor on to the inspector. Without an inspector nothing is inspected. */
import type { AnyActor, AnyEventObject, InspectionEvent, Snapshot } from 'xstate';
import type { InspectedSnapshot, InspectorPort } from '../ports/inspector.ts';

export interface Inspected {
  readonly inspect?: (event: InspectionEvent) => void;
}

const NOT: Inspected = {};

/**
 * @param sessionId The root actor's session, if it has one.
 * @returns options for createActor. Without an inspector they are empty: even an empty `inspect` makes each event slower.
 */
export function inspectedBy(inspector: InspectorPort | undefined, sessionId?: string): Inspected {
  if (inspector === undefined) return NOT;
  return {
    inspect: (event) => {
      // The type is wider, but only running actors are inspected.
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
        // Microsteps and single actions are left out: inspectors do not show them.
      }
    },
  };
}

/** The chart's name, or the name of the actor's source if it has no chart. */
function chartNameOf({ logic, src }: AnyActor): string {
  const { id } = logic as { readonly id?: unknown };
  if (typeof id === 'string') return id;
  return typeof src === 'string' ? src : 'actor';
}

function plain(snapshot: Snapshot<unknown>): InspectedSnapshot {
  const { status, value, context } = snapshot as Snapshot<unknown> & { value?: unknown; context?: unknown };
  return { status, value, context };
}
