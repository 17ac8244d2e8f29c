/** What is wrong with the webhooks, and how it is mended: decided here, done in webhooks.ts. Only those that lead to this Lotse are looked at. Pure. */
import { WATCHED } from './event';
import { textOf, type WebexWebhook } from './resources';

export type Repair =
  | { readonly kind: 'create'; readonly resource: string; readonly event: string }
  | { readonly kind: 'update'; readonly id: string; readonly resource: string; readonly event: string }
  | { readonly kind: 'remove'; readonly id: string; readonly resource: string; readonly event: string };

/** Where Lotse takes events. */
export const PATH = '/api/webex';

/** Where webhooks are to lead, as addresses are written everywhere: hosts in small letters, no usual port. */
export function targetOf(publicUrl: string): string {
  return new URL(publicUrl).href.replace(/\/+$/, '') + PATH;
}

/** However Webex writes it. */
export function leadsTo({ targetUrl }: { readonly targetUrl?: unknown }, target: string): boolean {
  const found = textOf(targetUrl);
  return found !== undefined && URL.canParse(found) && new URL(found).href === new URL(target).href;
}

/** `isSet`: whether the secret of a webhook was set already, where Webex does not show it. */
export function repairsOf(webhooks: readonly WebexWebhook[], targetUrl: string, secret: string, isSet: (id: string) => boolean): Repair[] {
  return WATCHED.flatMap(({ resource, event }): Repair[] => {
    const ours = webhooks.filter((each) => leadsTo(each, targetUrl) && each.resource === resource && each.event === event && textOf(each.filter) === undefined && textOf(each.id) !== undefined);
    // The oldest stays, so that instances that begin together agree; one more would only bring everything twice.
    const [kept, ...others] = ours.sort((a, b) => String(a.created).localeCompare(String(b.created)) || String(a.id).localeCompare(String(b.id)));
    if (!kept) return [{ kind: 'create', resource, event }];
    const removals = others.map(({ id }): Repair => ({ kind: 'remove', id: id as string, resource, event }));
    return isWell(kept, secret, isSet) ? removals : [{ kind: 'update', id: kept.id as string, resource, event }, ...removals];
  });
}

function isWell({ id, status, secret: shown }: WebexWebhook, secret: string, isSet: (id: string) => boolean): boolean {
  return status === 'active' && (shown === secret || (textOf(shown) === undefined && isSet(id as string)));
}
