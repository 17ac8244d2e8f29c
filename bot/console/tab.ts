/** The way in for the console as a tab of Teams: Teams says who sits before it, and the frame gets a session of its own. */
import type { Request, Response } from 'restify';
import type { Agent, Identity } from '../../services/agents/agent';
import type { Agents } from '../../services/agents/agents';
import { answerJson, HttpError } from '../answers';
import type { Door } from '../serving';
import { SignInError } from './directory';
import { enter, type SigningParts } from './signing';
import type { TabTokens } from './tabToken';

/** The one door that gives out the cookie of the frame. */
export function tabDoors(parts: SigningParts, tokens: TabTokens): readonly Door[] {
  return [parts.doorway.outside('post', '/console/tab', (request, response) => enterByTab(parts, tokens, request, response))];
}

async function enterByTab(parts: SigningParts, tokens: TabTokens, request: Request, response: Response): Promise<void> {
  const before = parts.cookies.session(request);
  // Whoever is inside, and opens the tab again, has signed in already.
  if (!before || !(await parts.sessions.look(before.id))) parts.doorway.paceSignIn(request);
  const { token } = await parts.readJson(request);
  try {
    const agent = await admitted(parts.agents, await tokens.verify(typeof token === 'string' ? token : ''));
    answerJson(response, 200, {}, { 'set-cookie': [parts.cookies.keepTab(await enter(parts, request, agent)), ...(before?.isTab === false ? [parts.cookies.dropSession(request)] : [])] });
  } catch (error) {
    throw refusalOf(parts, error);
  }
}

async function admitted(agents: Agents, identity: Identity): Promise<Agent> {
  const known = await agents.findBySender({ tenant: identity.tenant, id: identity.subject });
  return agents.signIn(known ? completed(identity, known) : identity);
}

/** A token for a tab says less of a person than one of the sign-in in a browser; what is known of them stays. */
function completed(identity: Identity, { name, firstName, email }: Agent): Identity {
  const isNamed = identity.name !== identity.subject && identity.name !== identity.email;
  return { ...identity, ...(!isNamed && { name }), firstName: identity.firstName ?? firstName, ...(identity.email === undefined && email !== null && { email }) };
}

/** Whatever is wrong with a token, the answer is the same; why stands in the log. */
function refusalOf({ log, metrics }: SigningParts, error: unknown): HttpError {
  metrics.count('lotse_console_sign_ins_total', { result: 'refused' });
  if (error instanceof SignInError) {
    log.info('sign-in refused', { why: error.why, by: 'tab' });
    return new HttpError(403, 'NotSignedIn', 'Not signed in: open the console in a browser.');
  }
  log.error('sign-in failed', { error, by: 'tab' });
  return new HttpError(503, 'Unavailable', 'Nobody can be signed in at the moment: please try again.', { 'retry-after': '5' });
}
