/** What an import would do, did, or refuses, in the language of the page. */
import type { Said, SaidValues, SaidWord } from '../../../../services/partnerList/said';
import { word, type Values } from '../words';

/** How it ended stands above. */
const ENDS = ['applied', 'appliedWithout', 'dryRun', 'kept', 'unusable'] as const;
type Ended = (typeof ENDS)[number];

export function linesOf(says: readonly Said[]): string {
  return says.flatMap(({ word: said, reason, values }) => {
    if (isEnd(said)) return [];
    const plain = plainOf(values);
    return word(`importSays.${said}`, { ...plain, save: word('import.howToSave'), why: reason ? word(`importReasons.${reason}`, plain) : '' });
  }).join('\n');
}

function isEnd(said: SaidWord): said is Ended {
  return (ENDS as readonly SaidWord[]).includes(said);
}

function plainOf(values: SaidValues): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
