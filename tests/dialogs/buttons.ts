/** Buttons by what they choose, whatever their words are, and the place where a contact then stands. */
import { getKept } from '../kept';
import type { ConversationState } from '../../dialogs/state';
import type { Person, Seen } from '../person';
import type { World } from '../world';

/** Presses the button that stands for a choice, on the last message or on an earlier one. */
export async function press(person: Person, choice: string, on: Seen = person.last): Promise<void> {
  const button = on.buttons.find((candidate) => candidate.choice === choice);
  if (!button) throw new Error(`No way "${choice}" at “${on.text.slice(0, 60)}”, only ${on.buttons.map((each) => each.choice).join(', ')}.`);
  await person.presses(button.title, on);
}

/** Presses one after the other. */
export async function walk(person: Person, ...choices: string[]): Promise<void> {
  for (const choice of choices) await press(person, choice);
}

export function offers(person: Person, choice: string): boolean {
  return person.last.buttons.some((button) => button.choice === choice);
}

/** What Lotse remembers of somebody's conversation over the Bot Framework protocol. */
export async function stateOf(world: World, { name, channel }: Person): Promise<ConversationState> {
  return (await getKept(world.lotse.database, `${channel}|${channel}-${name}-`)).state;
}

/** The step of a walk, and what of it is shown: `verify`, `verify trouble`, `form before`. */
export async function placeOf(world: World, person: Person, procedure: keyof ConversationState['journeys']): Promise<string> {
  const { step, view } = (await stateOf(world, person)).journeys[procedure]!.journey.place;
  return view.kind === 'step' ? step : `${step} ${view.kind}`;
}
