/** Webex: cards and words in direct rooms, and in groups where Lotse is mentioned. Built in where a token is set. */
import type { Channel } from '../channel';
import type { ChannelParts, Installation } from '../installation';
import { createApi } from './api';
import { catchUp } from './catchUp';
import { createDelivery } from './delivery';
import { createWebexFetch } from './files';
import { createFind } from './finding';
import { createHeardRooms } from './heard';
import { createInbox } from './inbox';
import { renderWebex } from './rendering';
import { PATH, targetOf } from './repair';
import { createWebexRoute } from './route';
import { createSelf, type Knowing } from './self';
import { createUpkeep } from './upkeep';
import { createWebhookCheck } from './webhooks';

export interface WebexSettings {
  readonly token: string;
  readonly secret: string;
  readonly url: string;
  readonly checkMinutes: number;
  readonly timeoutMs: number;
  readonly fileTimeoutMs: number;
}

const ID = 'webex';

export function installWebex(settings: WebexSettings, parts: ChannelParts): Installation {
  const { services, network, clock, log, metrics, address } = parts;
  const api = createApi(network, clock, settings);
  const self = createSelf(api);
  const heard = createHeardRooms();
  const channel: Channel = { id: ID, way: { kind: 'post', deliver: createDelivery(api, log, heard), find: createFind(api, self.find), fetchFile: createWebexFetch(api, settings.fileTimeoutMs) }, render: renderWebex };
  const targetUrl = () => { const base = address(); return base && targetOf(base); };
  return {
    channels: [channel],
    serve: (turns) => {
      const inbox = createInbox({ api, clock, turns, channel, self: self.find, heard });
      const upkeep = createUpkeep({
        check: createWebhookCheck({ api, secret: settings.secret, log, metrics }),
        catchUp: (since, reach, isEnded) => catchUp({ api, clock, inbox, self: self.find, heard, log, isEnded }, since, reach),
        targetUrl, clock, memory: services.memory, log, everyMinutes: settings.checkMinutes,
      });
      return {
        doors: [{ method: 'post', path: PATH, route: createWebexRoute({ ...parts, secret: settings.secret, inbox, onMissed: upkeep.missed }), isWork: true }],
        jobs: [upkeep.job], checks: [checkOf(self)], end: upkeep.end,
        begin: async () => {
          if (targetUrl() === undefined) log.error('webex has no webhooks', { expected: 'PUBLIC_URL, where Webex reaches Lotse' });
          await self.find().catch((error: unknown) => log.error('webex does not answer', { error }));
        },
      };
    },
  };
}

/** Asks again where nobody has answered yet. */
function checkOf({ find, isKnown }: Knowing) {
  return {
    name: ID,
    find: async () => {
      await find().catch(() => {});
      return isKnown() ? undefined : 'Webex does not answer, or does not know WEBEX_ACCESS_TOKEN.';
    },
  };
}
