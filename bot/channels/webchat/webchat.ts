/** The web chat: Lotse's own page and whatever else speaks Direct Line. */
import type { Door } from '../../serving';
import type { ChannelParts, Installation } from '../installation';
import { createDirectline, type DirectlineRoutes } from './directline';
import { createWebchatChannel } from './webchatChannel';
import { createWebchatStreams } from './webchatStreams';

export interface WebchatSettings {
  /** In local mode, and for the pages of origins that the settings name. */
  readonly isOpen: boolean;
  readonly tokenDays: number;
  readonly publicUrl: string | undefined;
  /** Longer words are not kept, in code points. */
  readonly textLimit: number;
  /** Other instances may serve the same conversations. */
  readonly isShared: boolean;
}

const DAY_MS = 86_400_000;

export function installWebchat({ isOpen, tokenDays, publicUrl, textLimit, isShared }: WebchatSettings, parts: ChannelParts): Installation {
  const { services, origins, clock } = parts;
  const tokenLifeMs = tokenDays * DAY_MS;
  const streams = createWebchatStreams(services.webchats, { isOriginAllowed: origins.isAllowed, looksElsewhere: isShared, tokenLifeMs });
  const channel = createWebchatChannel(streams.wake, clock);
  return {
    channels: [channel],
    serve: (turns) => ({
      doors: isOpen ? doorsOf(origins.guardAll(createDirectline({ ...parts, turns, channel, tokenLifeMs, publicUrl, textLimit })), origins.preflight) : [],
      upgrade: streams.connect, end: streams.close,
    }),
  };
}

function doorsOf(routes: DirectlineRoutes, preflight: Door['route']): Door[] {
  const door = (method: Door['method'], path: string, route: Door['route'], gate: Door['gate'] = 'work'): Door => ({ method, path: `/directline${path}`, route, gate });
  return [
    door('post', '/tokens/generate', routes.generate), door('post', '/tokens/refresh', routes.refresh), door('post', '/conversations', routes.open), door('get', '/conversations/:id', routes.reconnect),
    door('get', '/conversations/:id/activities', routes.read), door('post', '/conversations/:id/activities', routes.write), door('opts', '/*', preflight, 'open'),
  ];
}
