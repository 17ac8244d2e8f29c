/** Builds the world, on one page: doors, database, services, dialogs, channels, routes. The only place that constructs. */
import path from 'node:path';
import { createDialogs } from '../dialogs';
import { openDatabase, type Database } from '../prisma/database';
import { createServices, type Services } from '../services';
import { createClock } from '../services/clock';
import { createLocalMailbox } from '../services/mail';
import { createNetwork } from '../services/network';
import { createRandom } from '../services/random';
import { TurnAdapter } from './channels/adapter';
import { createMessagesRoute } from './channels/messages';
import { createTeams } from './channels/teams';
import { createWebchat, createWebchatChannel } from './channels/webchat';
import { createWebchatStreams } from './channels/webchatStreams';
import type { Settings } from './env';
import { checksOf, createHealth } from './health';
import { createJobs, type Jobs } from './jobs';
import { createLife, type Life } from './life';
import { createPace } from './limits';
import { createLocalRoutes } from './local';
import { createLog } from './log';
import { createMetrics } from './metrics';
import { createOrigins } from './origins';
import { createOutgoing } from './outgoing';
import { createPages } from './pages';
import { createRetention } from './retention';
import { createRouter } from './router';
import { createHttpServer, jsonReader } from './server';
import { createTimeMachine } from './timeMachine';
import { createTurns } from './turn';

export interface Lotse extends Life {
  readonly services: Services;
  readonly database: Database;
  readonly jobs: Jobs;
}

/** What tests put in place of the real thing. */
export interface Instead {
  readonly openDatabase?: typeof openDatabase;
  readonly writeLog?: (line: string) => void;
  readonly pagesFolder?: string;
}

const DAY_MS = 86_400_000;

export async function wireLotse(settings: Settings, instead: Instead = {}): Promise<Lotse> {
  const { isLocal, http } = settings;
  const machine = createTimeMachine(createClock());
  const clock = isLocal ? machine.clock : createClock();
  const log = createLog(() => clock.now(), instead.writeLog);
  const network = createNetwork();
  const database = await (instead.openDatabase ?? openDatabase)(settings.database);
  const mailbox = createLocalMailbox(database, clock);
  const services = createServices({ database, clock, random: createRandom() });
  if (isLocal) await machine.load(services.memory);

  const metrics = createMetrics();
  const origins = createOrigins(settings.webchat.origins, http.publicUrl, isLocal);
  const streams = createWebchatStreams(services.webchats, origins.isAllowed, database.kind === 'postgres');
  const { bearer, rule, ...teams } = createTeams(isLocal, settings.teams, network, clock);
  const channel = createWebchatChannel(streams.wake, clock, settings.conversation.textLimit);
  const channels = new Map([...teams.channels, channel].map((each) => [each.id, each]));
  const outgoing = createOutgoing({ turns: services.turns, channels, log, metrics });
  const dialogs = createDialogs(services, settings.conversation);
  const router = createRouter(dialogs);
  const turns = createTurns({
    adapter: new TurnAdapter(settings.teams.appId), services, channels, outgoing, log, metrics, atOnce: http.requestsInFlight,
    route: (context) => router.run(context), tell: dialogs.tell, onEffects: () => {},
  });
  const readJson = jsonReader(http.bodyLimitBytes);
  const pace = createPace(clock, settings.conversation.messagesPer10Seconds);
  const jobs = createJobs([createRetention(settings.retention, services)], () => outgoing.recover(), clock, services.memory, log);
  const webchat = createWebchat({ services, turns, channel, readJson, pace, publicUrl: http.publicUrl, tokenLifeMs: settings.webchat.tokenDays * DAY_MS });

  let isLeaving = false;
  let isDraining = false;
  const server = createHttpServer({
    messages: createMessagesRoute({ turns, channels, readJson, rule, bearer, tenants: settings.teams.tenants, pace }),
    webchat: settings.webchat.isOpen ? origins.guardAll(webchat) : undefined,
    connectStream: streams.connect,
    pages: createPages(instead.pagesFolder ?? path.join(__dirname, 'pages')),
    health: createHealth({ checks: checksOf(database, bearer, jobs, clock), isLeaving: () => isLeaving, metrics: metrics.text, metricsToken: http.metricsToken }),
    local: isLocal ? createLocalRoutes({ mailbox, machine, jobs, readJson }) : undefined,
    preflight: origins.preflight, isDraining: () => isDraining, isFromHere: origins.isAllowed, log, metrics,
  }, http);
  const life = createLife({
    ...http, keysRefreshMinutes: settings.teams.keysRefreshMinutes, graceMs: settings.graceMs, shutdownMs: settings.shutdownMs,
    server, bearer, jobs, outgoing, streams, network, database, log, leave: () => { isLeaving = true; }, drain: () => { isDraining = true; },
  });
  return { services, database, jobs, ...life };
}
