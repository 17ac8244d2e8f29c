/** The console, built in: its page, the way in, and what it reads and does. Without anybody who could sign in it is not there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Request } from 'restify';
import type { Services } from '../../services';
import type { Network } from '../../services/network';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { bytes } from '../pages';
import type { Door, Serving } from '../serving';
import { actingDoors } from './acting';
import type { Body } from './asking';
import { deskingDoors } from './desking';
import { createDirectory, type Directory } from './directory';
import { fileDoors } from './fileDoors';
import { createDoorway, type Doorway } from './gate';
import { createCookies } from './headers';
import { createLinks, type Links } from './links';
import { listDoors } from './lists';
import { createLive } from './live';
import { createOidc } from './oidc';
import type { Acts, Desk, Reads } from './parts';
import { readingDoors, type House } from './reading';
import type { ConsoleSettings } from './settings';
import { signingDoors } from './signing';
import { tabDoors } from './tab';
import { createTabTokens, type TabTokens } from './tabToken';

/** What the console's routes are thin over. */
export interface ConsoleBack {
  readonly reads: Reads;
  readonly acts: Acts;
  readonly desk: Desk;
  readonly house: House;
}

export interface ConsoleParts extends ConsoleBack {
  readonly settings: ConsoleSettings;
  readonly isLocal: boolean;
  readonly publicUrl: string | undefined;
  /** Where Lotse is reached, once that is known. */
  readonly address: () => string | undefined;
  readonly services: Pick<Services, 'agents' | 'agentFiles' | 'sessions' | 'signIns' | 'audit' | 'bell' | 'partnerLists' | 'clock' | 'random'>;
  readonly network: Network;
  readonly readJson: (request: Request) => Promise<Body>;
  readonly fileLimitBytes: number;
  /** Holds the built pages. */
  readonly pagesFolder: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Console {
  readonly serving: Serving;
  /** Undefined outside local mode. */
  readonly links: Links | undefined;
}

export function createConsole(parts: ConsoleParts): Console {
  const { settings, isLocal, services, log } = parts;
  const directory = settings.signIn && createDirectory(settings.signIn, parts.network);
  const tokens = directory && findTabTokens(parts, directory);
  const cookies = createCookies({ isSecure: !isLocal, hasTab: tokens !== undefined });
  const doorway = createDoorway({ ...settings, isLocal, hasDirectory: directory !== undefined, publicUrl: parts.publicUrl, sessions: services.sessions, cookies, clock: services.clock });
  const live = createLive({ bell: services.bell, sessions: services.sessions, log });
  const links = isLocal ? createLinks(services.random) : undefined;
  const oidc = directory && createOidc({ directory, signIns: services.signIns, redirectUri: () => new URL('/console/callback', parts.address() ?? 'http://127.0.0.1').href });
  if (!links && !oidc) return { serving: { doors: [] }, links: undefined };
  const signing = { doorway, ...services, cookies, readJson: parts.readJson, oidc, links, log, metrics: parts.metrics };
  const doors = [
    ...pageDoors(doorway, parts.pagesFolder),
    ...signingDoors(signing),
    ...(tokens ? tabDoors(signing, tokens) : []),
    // Before partners/:id, which it looks like.
    ...listDoors({ doorway, lists: services.partnerLists, audit: services.audit, clock: services.clock, ...settings }),
    ...readingDoors({ doorway, reads: parts.reads, agents: services.agents, house: parts.house, isLocal, idleMinutes: settings.idleMinutes }),
    ...actingDoors({ doorway, acts: parts.acts, readJson: parts.readJson }),
    ...deskingDoors({ doorway, desk: parts.desk, agents: services.agents, acts: parts.acts, reads: parts.reads, readJson: parts.readJson }),
    ...fileDoors({ doorway, files: services.agentFiles, limitBytes: parts.fileLimitBytes }),
    doorway.inside('get', '/console/api/live', ['agent', 'lead', 'admin', 'auditor'], live.open),
  ];
  return { serving: { doors, begin: live.begin, end: live.end }, links };
}

/** Undefined where Teams cannot show the console: in local mode, if no page may frame it, or if nobody outside can reach it. */
function findTabTokens({ settings, isLocal, publicUrl, services }: ConsoleParts, directory: Directory): TabTokens | undefined {
  if (isLocal || settings.frameAncestors.length === 0 || publicUrl === undefined) return undefined;
  return createTabTokens({ directory, clients: settings.tabClients, publicUrl, clock: services.clock });
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

/** The page and what belongs to it, as they were built. */
function pageDoors(doorway: Doorway, folder: string): readonly Door[] {
  const inside = path.join(folder, 'console');
  const found = [folder, inside].filter((each) => existsSync(each)).flatMap((each) => readdirSync(each, { withFileTypes: true })
    .filter((entry) => entry.isFile() && (each === inside || /^(?:console|favicon)\b/.test(entry.name))).map(({ name }) => ({ name, file: path.join(each, name) })));
  const files = new Map(found.map(({ name, file }) => [name, file]));
  const page = files.get('console.html');
  return [
    ...(page ? [doorway.outside('get', '/console', bytes(readFileSync(page), 'text/html; charset=utf-8'))] : []),
    ...[...files].filter(([name]) => path.extname(name) in TYPES).map(([name, file]) => doorway.outside('get', `/console/${name}`, bytes(readFileSync(file), TYPES[path.extname(name)]!))),
  ];
}
