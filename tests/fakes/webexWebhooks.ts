/**
 * The webhooks of the fake Webex. "Webhooks": an event is a POST with ids, never with what was written; with a secret, `X-Spark-Signature`
 * is the HMAC-SHA1 of the raw body; a webhook whose target keeps failing becomes `inactive`, and "Use active to reactivate a disabled
 * webhook" ("Get Webhook Details"). After how many failures is not said anywhere: a setting here.
 */
import { createHmac, randomUUID } from 'node:crypto';

export interface Webhook {
  readonly id: string;
  name: string;
  targetUrl: string;
  readonly resource: string;
  readonly event: string;
  readonly filter?: string;
  secret?: string;
  status: 'active' | 'inactive';
  readonly created: string;
}

export interface Sent {
  readonly webhookId: string;
  readonly resource: string;
  readonly event: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 where nobody answered. */
  readonly status: number;
}

export interface WebhookOptions {
  readonly deactivateAfter: number;
  /** Sends the newer header as well. */
  readonly alsoSigns?: 'sha256' | 'sha512';
  readonly orgId: string;
  readonly botId: string;
}

export function createWebhooks(options: WebhookOptions) {
  const all = new Map<string, Webhook>();
  const sent: Sent[] = [];
  const failures = new Map<string, number>();
  const plans: ('lose' | 'repeat')[] = [];
  let underWay = 0;

  async function send(webhook: Webhook, resource: string, event: string, data: object): Promise<void> {
    const body = JSON.stringify({
      id: webhook.id, name: webhook.name, targetUrl: webhook.targetUrl, resource, event, orgId: options.orgId, createdBy: options.botId, appId: 'app', ownedBy: 'creator',
      status: 'active', created: webhook.created, actorId: (data as { personId?: string }).personId, data,
    });
    const headers = { 'content-type': 'application/json; charset=UTF-8', ...signaturesOf(webhook.secret, body, options.alsoSigns) };
    const status = await fetch(webhook.targetUrl, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) }).then(async (answer) => { await answer.text(); return answer.status; }, () => 0);
    sent.push({ webhookId: webhook.id, resource, event, body, headers, status });
    const count = status >= 200 && status < 300 ? 0 : (failures.get(webhook.id) ?? 0) + 1;
    failures.set(webhook.id, count);
    if (count >= options.deactivateAfter) webhook.status = 'inactive';
  }

  return {
    sent, all: () => [...all.values()],
    create: (draft: Pick<Webhook, 'name' | 'targetUrl' | 'resource' | 'event'> & { secret?: string; filter?: string }, created: string): Webhook => {
      const webhook: Webhook = { ...draft, id: randomUUID(), status: 'active', created };
      all.set(webhook.id, webhook);
      return webhook;
    },
    find: (id: string) => all.get(id),
    remove: (id: string) => all.delete(id),
    reactivate: (id: string) => failures.delete(id),
    /** What happens with the next events, one each. */
    plan: (...next: ('lose' | 'repeat')[]) => void plans.push(...next),
    /** Tells all who watch; does not wait for their answers. */
    announce: (resource: string, event: string, data: object): void => {
      const plan = plans.shift();
      if (plan === 'lose') return;
      for (const webhook of all.values()) {
        if (webhook.status !== 'active' || webhook.resource !== resource || webhook.event !== event) continue;
        for (let count = plan === 'repeat' ? 2 : 1; count > 0; count -= 1) {
          underWay += 1;
          void send(webhook, resource, event, data).finally(() => { underWay -= 1; });
        }
      }
    },
    /** All events that were announced have been answered. */
    idle: async () => { while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 2)); },
  };
}

export function signaturesOf(secret: string | undefined, body: string | Buffer, also?: 'sha256' | 'sha512'): Record<string, string> {
  if (secret === undefined) return {};
  return {
    'x-spark-signature': createHmac('sha1', secret).update(body).digest('hex'),
    ...(also && { 'x-webex-signature': `${also}=${createHmac(also, secret).update(body).digest('hex')}` }),
  };
}
