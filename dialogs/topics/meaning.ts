/** What words mean at no place in particular: those that are known to the letter, and all others by what they are about. */
import type { Understanding } from '../../services/understanding/understanding';
import { meaningOf } from '../choices';
import type { ProcedureId } from '../procedures/procedure';
import { decide, type Act } from './deciding';
import { TOPIC_COMMANDS, TOPICS, type TopicCommand } from './topic';

/** Words for the place where somebody is; they are about nothing. */
const AS_COMMAND: Readonly<Record<string, TopicCommand>> = { menu: 'help', record: 'status', withdraw: 'stop', endTalk: 'stop', changedMind: 'stop', trouble: 'person' };

/** `here`: the procedure that the contact is in. */
export function actOf(text: string, understanding: Understanding, here?: ProcedureId): Act {
  const known = topicKnown(text);
  const topic = known === undefined ? undefined : TOPICS.get(known);
  return topic ? { act: 'do', topic, others: [], confidence: 1 } : decide(understanding.guess(text), here);
}

function topicKnown(text: string): string | undefined {
  const { command, language, procedure } = meaningOf(text) ?? {};
  if (language) return 'command.language';
  // Where no code of ours is waited for, a mail that does not come is Cisco's.
  if (procedure || command === 'resend') return `procedure.${procedure ?? 'activationMail'}`;
  const name = command && (AS_COMMAND[command] ?? command);
  return TOPIC_COMMANDS.includes(name as TopicCommand) ? `command.${name}` : undefined;
}
