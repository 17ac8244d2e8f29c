/** What is done beside conversations: partners and contacts, finished answers, one's own settings, and who may do what. */
import type { Request, Response } from 'restify';
import { LANGUAGES } from '../../locales';
import { ROLES } from '../../services/agents/agent';
import type { Agents } from '../../services/agents/agents';
import { answerJson, HttpError } from '../answers';
import type { Door } from '../serving';
import type { Canned } from './api';
import { flagOf, idOf, idsOf, maybe, numberOf, oneOf, pathId, pressOf, someOf, textOf, type Body } from './asking';
import type { Doorway, Inside } from './gate';
import type { Acts, Desk, Reads, Viewer } from './parts';
import { LEADS, SEES_AUDIT, TALKS } from './reading';

export interface DeskingParts {
  readonly doorway: Doorway;
  readonly desk: Desk;
  readonly agents: Agents;
  readonly acts: Pick<Acts, 'transfer'>;
  readonly reads: Pick<Reads, 'queue' | 'checkAudit'>;
  readonly readJson: (request: Request) => Promise<Body>;
}

const TITLE = 120;
const TEXT = 4000;
const MOST_TOPICS = 50;
const MOST_CONVERSATIONS = 50;

export function deskingDoors(parts: DeskingParts): readonly Door[] {
  const { doorway, desk, agents, readJson } = parts;
  /** False: there is nothing to do any more, because somebody else has done it or there is no such thing. */
  const deed = (path: string, roles: typeof LEADS, work: (inside: Inside, id: string, body: Body) => Promise<boolean>) => doorway.inside('post', `/console/api/${path}`, roles, async (request, response, inside) => {
    answerDone(response, await work(inside, pathId(request), await readJson(request)));
  });
  return [
    deed('partners/:id/confirm', LEADS, ({ viewer }, partner) => desk.confirmRenewal(viewer, partner)),
    deed('notices/:id/settle', LEADS, ({ viewer }, notice, body) => desk.settleNotice(viewer, notice, oneOf(body, 'as', ['sent', 'again']))),
    deed('contacts/:id/unlock', LEADS, ({ viewer }, contact) => desk.unlock(viewer, contact)),
    doorway.inside('post', '/console/api/canned', LEADS, async (request, response, { viewer }) => {
      await desk.saveCanned(viewer, cannedOf(await readJson(request)));
      answerJson(response, 200, {});
    }),
    deed('canned/:id/remove', LEADS, ({ viewer }, canned) => desk.removeCanned(viewer, canned)),
    doorway.inside('post', '/console/api/me', TALKS, async (request, response, { viewer }) => {
      await agents.setProfile(viewer, viewer.id, profileOf(await readJson(request)));
      answerJson(response, 200, {});
    }),
    doorway.inside('post', '/console/api/audit/check', SEES_AUDIT, async (request, response) => {
      await readJson(request);
      answerJson(response, 200, await parts.reads.checkAudit());
    }),
    deed('agents/:id/roles', ['admin'], ({ viewer }, id, body) => agents.setRoles(viewer, id, someOf(body, 'roles', ROLES))),
    deed('agents/:id/remove', ['admin'], async ({ viewer }, id, body) => {
      const press = pressOf(body);
      if (!(await agents.remove(viewer, id))) return false;
      await giveBack(parts, viewer, id, press);
      return true;
    }),
  ];
}

/** Whom somebody had waits for somebody else, who is looked for at once: nobody is left with an agent who is not there any more. */
async function giveBack({ acts, reads }: DeskingParts, viewer: Viewer, agentId: string, press: string): Promise<void> {
  const { mine, others } = await reads.queue(viewer);
  for (const { id } of [...mine, ...others].filter(({ agent }) => agent?.id === agentId)) await acts.transfer(viewer, id, { id: press, ofOthers: true });
}

function answerDone(response: Response, isDone: boolean): void {
  if (!isDone) throw new HttpError(409, 'NothingToDo', 'There is nothing to do here any more, or it must stay as it is.');
  answerJson(response, 200, { changed: true });
}

function profileOf(body: Body) {
  const isAvailable = maybe(body, 'isAvailable', () => flagOf(body, 'isAvailable'));
  const languages = maybe(body, 'languages', () => someOf(body, 'languages', LANGUAGES));
  const topics = maybe(body, 'topics', () => idsOf(body, 'topics', MOST_TOPICS));
  const capacity = maybe(body, 'capacity', () => numberOf(body, 'capacity', 1, MOST_CONVERSATIONS));
  return { ...(isAvailable !== undefined && { isAvailable }), ...(languages && { languages }), ...(topics && { topics }), ...(capacity !== undefined && { capacity }) };
}

function cannedOf(body: Body): Canned {
  const texts = body.texts;
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) throw new HttpError(400, 'BadRequest', 'texts is an object with a text for each language.');
  const given = texts as Body;
  const wrong = Object.keys(given).filter((language) => !(LANGUAGES as readonly string[]).includes(language));
  if (wrong.length > 0 || Object.keys(given).length === 0) throw new HttpError(400, 'BadRequest', `texts has a text for some of ${LANGUAGES.join(', ')}.`);
  return { id: idOf(body, 'id'), title: textOf(body, 'title', TITLE), topic: textOf(body, 'topic', TITLE), texts: Object.fromEntries(Object.keys(given).map((language) => [language, textOf(given, language, TEXT)])) };
}
