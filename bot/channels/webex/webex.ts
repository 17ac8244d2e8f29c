/** Webex: cards and words in direct rooms, and in groups where Lotse is mentioned. Built in where a token is set. */
import { isWord } from '../../../dialogs/message';
import type { Channel } from '../channel';
import type { ChannelParts, Installation } from '../installation';
import { createApi } from './api';
import { catchUp } from './catchUp';
import { createDelivery } from './delivery';
import { createWebexFetch } from './files';
import { createFind } from './finding';
import { createHeardRooms } from './heard';
import { createInbox } from './inbox';
import { createReadiness } from './readiness';
import { renderWebex } from './rendering';
import { PATH, targetOf } from './repair';
import { createWebexRoute } from './route';
import { createSelf } from './self';
import { createUpkeep } from './upkeep';
import { renderWord } from './wordRendering';
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
  const channel: Channel = { id: ID, way: { kind: 'post', deliver: createDelivery(api, log, heard), find: createFind(api, self.find), fetchFile: createWebexFetch(api, settings.fileTimeoutMs) }, render: (speech, at) => (isWord(speech) ? renderWord(speech, at) : renderWebex(speech, at)) };
  const targetUrl = () => { const base = address(); return base && targetOf(base); };
  return {
    channels: [channel],
    serve: (turns) => {
      const inbox = createInbox({ api, clock, turns, channel, self: self.find, heard, onMissed: () => upkeep.missed() });
      const check = createWebhookCheck({ api, secret: settings.secret, log, metrics });
      const upkeep = createUpkeep({
        // Who the bot is tells where the API begins, too.
        check: async (target) => { await self.find(); return check(target); },
        catchUp: (since, reach, isEnded) => catchUp({ api, clock, inbox, self: self.find, heard, log, isEnded }, since, reach),
        targetUrl, clock, memory: services.memory, log, everyMinutes: settings.checkMinutes,
      });
      return {
        doors: [{ method: 'post', path: PATH, route: createWebexRoute({ ...parts, secret: settings.secret, inbox, onMissed: upkeep.missed }), gate: 'work' }],
        jobs: [upkeep.job], checks: [{ name: ID, find: createReadiness(self, api, clock) }], end: upkeep.end,
        begin: async () => {
          if (targetUrl() === undefined) log.error('webex has no webhooks', { expected: 'PUBLIC_URL, where Webex reaches Lotse' });
          await self.find().catch((error: unknown) => log.error('webex does not answer', { error }));
        },
      };
    },
  };
}
