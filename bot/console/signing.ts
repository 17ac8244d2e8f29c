/** The way in and out: to the directory and back, by a link of local mode, and the sign-out. */
import type { Request, Response } from 'restify';
import { ATTEMPT_MINUTES, type Agent, type Role } from '../../services/agents/agent';
import type { Agents } from '../../services/agents/agents';
import type { Sessions } from '../../services/agents/sessions';
import { answerJson, HttpError } from '../answers';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Door } from '../serving';
import { maybe, textOf, type Body } from './asking';
import { SignInError } from './directory';
import type { Doorway } from './gate';
import type { Cookies } from './headers';
import type { Links } from './links';
import type { Oidc } from './oidc';

export interface SigningParts {
  readonly doorway: Doorway;
  readonly agents: Agents;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly readJson: (request: Request) => Promise<Body>;
  /** Undefined where no directory is set. */
  readonly oidc: Oidc | undefined;
  /** Local mode only. */
  readonly links: Links | undefined;
  readonly log: Log;
  readonly metrics: Metrics;
}

const PAGE = '/console';
const FAILED = '/console#signInFailed';

export function signingDoors(parts: SigningParts): readonly Door[] {
  const { doorway, oidc, links, sessions, cookies } = parts;
  return [
    ...(oidc ? [
      doorway.outside('get', '/console/signin', (request, response) => go(parts, oidc, request, response)),
      doorway.outside('get', '/console/callback', (request, response) => comeBack(parts, oidc, request, response)),
    ] : [
      // The page cannot know: it says then that this is not the way in.
      doorway.outside('get', '/console/signin', async (_request, response) => redirect(response, FAILED, [])),
    ]),
    ...(links ? [doorway.outside('post', '/console/link', (request, response) => enterByLink(parts, links, request, response))] : []),
    doorway.inside('post', '/console/api/signout', 'signedIn', async (request, response, { sessionId }) => {
      await parts.readJson(request);
      await sessions.end(sessionId);
      answerJson(response, 200, {}, { 'set-cookie': cookies.dropSession(request) });
    }),
  ];
}

async function go(parts: SigningParts, oidc: Oidc, request: Request, response: Response): Promise<void> {
  parts.doorway.paceSignIn(request);
  try {
    const { address, sealed } = await oidc.begin();
    redirect(response, address, [parts.cookies.keepAttempt(sealed, ATTEMPT_MINUTES * 60)]);
  } catch (error) {
    refuse(parts, response, error);
  }
}

async function comeBack(parts: SigningParts, oidc: Oidc, request: Request, response: Response): Promise<void> {
  parts.doorway.paceSignIn(request);
  try {
    const identity = await oidc.finish(new URL(request.url ?? '', 'http://localhost').search, parts.cookies.attempt(request));
    redirect(response, PAGE, [parts.cookies.dropAttempt(), parts.cookies.keepSession(await enter(parts, request, await parts.agents.signIn(identity)))]);
  } catch (error) {
    refuse(parts, response, error);
  }
}

/** Whatever went wrong, the page says only that nobody has signed in; why stands in the log. */
function refuse({ log, metrics, cookies }: SigningParts, response: Response, error: unknown): void {
  const why = error instanceof SignInError ? error.why : 'away';
  metrics.count('lotse_console_sign_ins_total', { result: 'refused' });
  if (error instanceof SignInError) log.info('sign-in refused', { why });
  else log.error('sign-in failed', { error });
  redirect(response, FAILED, [cookies.dropAttempt()]);
}

async function enterByLink(parts: SigningParts, links: Links, request: Request, response: Response): Promise<void> {
  parts.doorway.paceSignIn(request);
  const body = await parts.readJson(request);
  const invitation = links.use(textOf(body, 'token', 200));
  if (!invitation) throw new HttpError(403, 'UsedUp', 'This link is used up: take the newest one that Lotse has printed.', { 'x-sign-in': parts.oidc ? 'directory' : 'link' });
  // Whoever tries Lotse with a colleague can say who is who.
  const name = maybe(body, 'name', () => textOf(body, 'name', 60));
  const identity = name === undefined ? invitation.identity : { ...invitation.identity, name, subject: name.toLowerCase() };
  const agent = await withRoles(parts, await parts.agents.signIn(identity), invitation.roles);
  answerJson(response, 200, {}, { 'set-cookie': parts.cookies.keepSession(await enter(parts, request, agent)) });
}

/** Whoever holds a link comes in, also somebody who was removed: only this machine can have it. */
async function withRoles({ agents }: SigningParts, agent: Agent, roles: readonly Role[]): Promise<Agent> {
  if (agent.roles.length > 0) return agent;
  await agents.setRoles(agent, agent.id, roles);
  return { ...agent, roles, isRemoved: false };
}

/** A new session, whatever the browser brought along; the one before ends. Returns what its cookie is to hold. Throws a SignInError for somebody who was removed. */
export async function enter({ sessions, cookies, log, metrics }: SigningParts, request: Request, agent: Agent): Promise<string> {
  if (agent.isRemoved) throw new SignInError('removed');
  const before = cookies.session(request);
  if (before !== undefined) await sessions.end(before.id);
  metrics.count('lotse_console_sign_ins_total', { result: 'signedIn' });
  log.info('signed in', { agent: agent.id });
  return sessions.begin(agent);
}

function redirect(response: Response, location: string, setCookies: readonly string[]): void {
  response.writeHead(303, { location, 'content-length': '0', 'set-cookie': setCookies as string[] });
  response.end();
}
