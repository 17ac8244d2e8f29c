/** Keeps the webhooks alive: Webex gives up those that failed for a while, and says so to nobody. */
import { NetworkError } from '../../../services/network';
import type { Log } from '../../log';
import type { Metrics } from '../../metrics';
import { WebexError, type WebexApi } from './api';
import { repairsOf, type Repair } from './repair';
import type { WebexWebhook } from './resources';

export interface WebhookParts {
  readonly api: WebexApi;
  readonly secret: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Looks and mends; answers with how much was to be mended. Throws where Webex does not answer or refuses any of it. */
export type CheckWebhooks = (targetUrl: string) => Promise<number>;

const MOST_PAGES = 20;
/** Another instance was faster: what was to be made is there, what was to be changed or taken away is not there any more. */
const DONE_BY_ANOTHER: Readonly<Record<Repair['kind'], number>> = { create: 409, update: 404, remove: 404 };

export function createWebhookCheck({ api, secret, log, metrics }: WebhookParts): CheckWebhooks {
  const set = new Set<string>();

  async function mend(repair: Repair, targetUrl: string): Promise<void> {
    const { resource, event } = repair;
    const name = `Lotse ${resource} ${event}`;
    const outcome = repair.kind === 'create' ? await api.send('POST', '/webhooks', { name, targetUrl, resource, event, secret })
      : repair.kind === 'update' ? await api.send('PUT', `/webhooks/${encodeURIComponent(repair.id)}`, { name, targetUrl, secret, status: 'active' })
        : await api.send('DELETE', `/webhooks/${encodeURIComponent(repair.id)}`);
    if ('restMs' in outcome) throw new WebexError('429');
    if (outcome instanceof NetworkError) throw new WebexError(outcome.code);
    if (outcome.status === DONE_BY_ANOTHER[repair.kind]) return log.info('webex webhook repaired elsewhere', { webhook: `${resource} ${event}`, how: repair.kind });
    if (outcome.status >= 300) throw new WebexError(String(outcome.status));
    if (repair.kind === 'update') set.add(repair.id);
    metrics.count('lotse_webex_webhooks_repaired_total', { how: repair.kind });
    // A message that is missed while a webhook is dead is found by reading back; a press is not, so somebody should know.
    log.error('webex webhook repaired', { webhook: `${resource} ${event}`, how: repair.kind });
  }

  return async (targetUrl) => {
    const webhooks: WebexWebhook[] = [];
    for await (const page of api.pages<WebexWebhook>('/webhooks?max=100', MOST_PAGES, () => log.error('webex list cut', { list: 'webhooks' }))) webhooks.push(...page);
    const repairs = repairsOf(webhooks, targetUrl, secret, (id) => set.has(id));
    // One that is refused must not keep the others from being mended.
    const failures: unknown[] = [];
    for (const repair of repairs) await mend(repair, targetUrl).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    return repairs.length;
  };
}
