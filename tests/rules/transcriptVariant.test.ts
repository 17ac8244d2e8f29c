/** A variant of a transcript holds what differs on another channel, and nothing that has drifted away from the transcript. */
import { NO_REASON, reasonOf, unusedIn, variantOf, withVariant } from '../transcriptVariant';

const SOURCE = '# Ana asks.\n@ locale=en\n\nana:     menu\nbot:     One\n\nana:     [One]\nbot:     Two\n';
const PLAYED = SOURCE.replace('bot:     Two', 'bot:     Two there');
const INSTEAD = PLAYED.replace('ana:     [One]', 'ana:     one');

it.each([PLAYED, INSTEAD])('what was recorded is what is played and heard again', (played) => {
  const variant = variantOf(SOURCE, played)!;
  expect(withVariant(SOURCE, variant)).toBe(played);
  expect([unusedIn(SOURCE, variant), reasonOf(variant)]).toEqual([[], NO_REASON]);
  expect(variant).not.toContain('menu');
});

it('nothing is kept where nothing differs', () => {
  expect(variantOf(SOURCE, SOURCE)).toBeUndefined();
  expect(withVariant(SOURCE, undefined)).toBe(SOURCE);
});

it('a turn that is heard there as in the transcript is told', () => {
  expect(unusedIn(PLAYED, variantOf(SOURCE, PLAYED)!)).toEqual([2]);
});

it.each([
  ['the transcript does something else by now', SOURCE.replace('[One]', '[Two]'), variantOf(SOURCE, INSTEAD)!],
  ['the variant does something else without saying so', SOURCE, `# Why.\n\n@ turn 2\nana:     two\nbot:     Two\n`],
  ['there is no such turn', SOURCE, `# Why.\n\n@ turn 9\nana:     two\nbot:     Two\n`],
  ['the turn has no number', SOURCE, `# Why.\n\nana:     [One]\nbot:     Two\n`],
])('it is refused where %s', (_what, source, variant) => expect(() => withVariant(source, variant)).toThrow(/[Tt]urn/));

it('a recording that lost a turn is refused', () => expect(() => variantOf(SOURCE, SOURCE.split('\n\n').slice(0, 2).join('\n\n'))).toThrow('Of 3 turns 2 were played.'));
