/** People called by name in a card: there, and only there, Teams takes the ids of Entra ID. Pure. */
import type { Reply } from '../channel';
import { cardIn } from '../botFramework/rendering';

/** What would end the mark, or be read as Markdown. */
const MARKS = /[<>[\]*_`~#&\\]/gu;

export function withMentions(reply: Reply, people: readonly { readonly id: string; readonly name: string }[]): Reply {
  const content = cardIn(reply);
  if (!content || people.length === 0) return reply;
  const entities = people.map(({ id, name }) => ({ type: 'mention', text: `<at>${name.replace(MARKS, '')}</at>`, mentioned: { id, name } }));
  const called = { type: 'TextBlock', text: entities.map(({ text }) => text).join(' '), wrap: true };
  const [attachment] = reply.attachments as object[];
  return { ...reply, attachments: [{ ...attachment, content: { ...content, body: [called, ...content.body as object[]], msteams: { entities } } }] };
}
