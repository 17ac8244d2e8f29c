/** Links of local mode: each lets one person in, once, under the name that the operator has chosen. */
import { createLinks } from '../../bot/console/links';
import { createRandom } from '../../services/random';

const tokenOf = (fragment: string) => fragment.replace('#link=', '');

it('two people come in under their own names, as two agents, and each gets a next link when theirs is used up', () => {
  const links = createLinks(createRandom());
  const next: [string, string][] = [];
  links.onUsed((fragment, name) => void next.push([name, fragment]));
  const [luis, mia] = [links.make('Luis Brunner'), links.make('Mia')];
  expect(links.use(tokenOf(luis))).toMatchObject({ identity: { tenant: 'local', subject: 'luis brunner', name: 'Luis Brunner' } });
  expect(next.map(([name]) => name)).toEqual(['Luis Brunner']);
  expect([links.use(tokenOf(luis)), links.use('made up')]).toEqual([undefined, undefined]);
  expect(links.use(tokenOf(mia))?.identity.subject).toBe('mia');
  expect(next.map(([name]) => name)).toEqual(['Luis Brunner', 'Mia']);
  expect(links.use(tokenOf(next[0]![1]))?.identity.name).toBe('Luis Brunner');
});

it('somebody who has another link left is not given one more', () => {
  const links = createLinks(createRandom());
  const next: string[] = [];
  links.onUsed((_fragment, name) => void next.push(name));
  const [one] = [links.make('Luis'), links.make('Luis')];
  links.use(tokenOf(one));
  expect(next).toEqual([]);
});
