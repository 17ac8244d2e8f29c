/** What agents do on the console's page: each address is one act. */
import type { Request } from 'restify';
import { CORRECTABLE } from '../../services/desk/records';
import { CLOSE_REASONS } from '../../services/handoffs/handoff';
import { answerJson } from '../answers';
import type { Door } from '../serving';
import { idOf, idsOf, maybe, oneOf, pathId, pressOf, textOf, type Body } from './asking';
import type { Doorway, Inside } from './gate';
import type { Acts } from './parts';
import { LEADS, TALKS } from './reading';

export interface ActingParts {
  readonly doorway: Doorway;
  readonly acts: Acts;
  readonly readJson: (request: Request) => Promise<Body>;
}

/** No act takes more; what a contact's channel takes is Acts' to say. */
const TEXT = 20_000;
const VALUE = 500;
const FILES = 10;

export function actingDoors({ doorway, acts, readJson }: ActingParts): readonly Door[] {
  const act = (path: string, work: (inside: Inside, id: string, body: Body) => Promise<unknown>) => doorway.inside('post', `/console/api/${path}`, TALKS, async (request, response, inside) => {
    answerJson(response, 200, await work(inside, pathId(request), await readJson(request)));
  });
  const on = (deed: string, work: (inside: Inside, id: string, body: Body) => Promise<unknown>) => act(`handoffs/:id/${deed}`, work);
  return [
    on('accept', ({ viewer }, handoff, body) => acts.accept(viewer, handoff, { id: pressOf(body) })),
    on('say', ({ viewer }, handoff, body) => {
      const files = maybe(body, 'files', () => idsOf(body, 'files', FILES));
      return acts.say(viewer, handoff, { id: pressOf(body), text: textOf(body, 'text', TEXT, files?.length ? 0 : 1), ...(files && { files }) });
    }),
    on('note', ({ viewer }, handoff, body) => acts.note(viewer, handoff, { id: pressOf(body), text: textOf(body, 'text', TEXT) })),
    on('transfer', ({ viewer }, handoff, body) => {
      const to = maybe(body, 'to', () => idOf(body, 'to'));
      return acts.transfer(viewer, handoff, { id: pressOf(body), ...(to !== undefined && { to }), ...(viewer.roles.some((role) => LEADS.includes(role)) && { ofOthers: true }) });
    }),
    on('invite', ({ viewer }, handoff, body) => acts.invite(viewer, handoff, { id: pressOf(body), agent: idOf(body, 'agent') })),
    on('close', ({ viewer }, handoff, body) => {
      const text = maybe(body, 'text', () => textOf(body, 'text', TEXT, 0));
      return acts.close(viewer, handoff, { id: pressOf(body), reason: oneOf(body, 'reason', CLOSE_REASONS), ...(text && { text }) });
    }),
    on('correct', ({ viewer }, handoff, body) => {
      const partnerId = maybe(body, 'partnerId', () => idOf(body, 'partnerId'));
      return acts.correct(viewer, handoff, { id: pressOf(body), field: oneOf(body, 'field', CORRECTABLE), value: textOf(body, 'value', VALUE, 0), ...(partnerId !== undefined && { partnerId }) });
    }),
    on('move', ({ viewer }, handoff, body) => acts.move(viewer, handoff, { id: pressOf(body), procedure: textOf(body, 'procedure', VALUE), step: textOf(body, 'step', VALUE) })),
    act('contacts/:id/start', ({ viewer }, contact, body) => acts.start(viewer, contact, { id: pressOf(body), text: textOf(body, 'text', TEXT) })),
  ];
}
