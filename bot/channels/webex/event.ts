/** What a webhook tells: that something happened to a resource. Only its ids are taken; what they stand for is fetched. Pure. */

export interface WebexEvent {
  readonly kind: 'message' | 'edit' | 'removal' | 'press' | 'arrival' | 'departure';
  /** Of the message, the press or the membership. */
  readonly resourceId: string;
  readonly roomId: string;
  /** Who wrote, pressed, came or went; undefined where the event does not say. */
  readonly personId?: string;
  /** The same each time Webex repeats it. */
  readonly id: string;
  readonly orgId?: string;
  /** When it happened, by Webex's clock, as the event says; undefined where it does not. */
  readonly created?: string;
}

/** The webhooks that Lotse needs, and what each of them tells. */
export const WATCHED = [
  { resource: 'messages', event: 'created', kind: 'message' },
  { resource: 'messages', event: 'updated', kind: 'edit' },
  { resource: 'messages', event: 'deleted', kind: 'removal' },
  { resource: 'attachmentActions', event: 'created', kind: 'press' },
  { resource: 'memberships', event: 'created', kind: 'arrival' },
  { resource: 'memberships', event: 'deleted', kind: 'departure' },
] as const;

const ID_LIMIT = 300;

/** 'other' for what Lotse does not watch, undefined for what is no event at all. */
export function eventOf(body: Record<string, unknown>): WebexEvent | 'other' | undefined {
  const { resource, event, data, orgId } = body;
  const { id, roomId, personId, created } = (typeof data === 'object' && data !== null ? data : {}) as { id?: unknown; roomId?: unknown; personId?: unknown; created?: unknown };
  if (!isId(resource) || !isId(event)) return undefined;
  const watched = WATCHED.find((each) => each.resource === resource && each.event === event);
  if (!watched) return 'other';
  if (!isId(id) || !isId(roomId)) return undefined;
  return { kind: watched.kind, resourceId: id, roomId, id: eventId(watched, id), ...(isId(personId) && { personId }), ...(isId(created) && { created }), ...(isId(orgId) && { orgId: orgId.slice(0, 64) }) };
}

export function eventId({ resource, event }: { readonly resource: string; readonly event: string }, id: string): string {
  return `${resource}|${event}|${id}`;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= ID_LIMIT;
}
