/** Canaries: what no log may sing. Words that stand nowhere else are put wherever a person or an operator may put a secret, and looked for wherever Lotse writes. */
import { createHash } from 'node:crypto';

/** Made from a seed, so that what was found once is found again. */
export class Canaries {
  private readonly all = new Map<string, string>();
  private drawn = 0;

  constructor(readonly seed: number) {}

  /** Letters that are nobody's; the same name gives the same ones. */
  word(name: string): string {
    return this.keep(name, `zq${createHash('sha256').update(`${this.seed} ${name}`).digest('hex').replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!).slice(0, 14)}`);
  }

  /** Twelve digits. */
  number(name: string): string {
    return this.keep(name, `7${BigInt(`0x${createHash('sha256').update(`${this.seed} ${name}`).digest('hex').slice(0, 20)}`)}`.slice(0, 12));
  }

  address(name: string): string {
    return `${this.word(`${name}, person`)}@${this.word(`${name}, firm`)}.example`;
  }

  /** What was given out by Lotse itself, such as a code or a token. */
  keep(name: string, value: string): string {
    this.all.set(name, value);
    return value;
  }

  /** The next number of the seed, from 0 to `below` - 1. */
  draw(below: number): number {
    this.drawn += 1;
    return createHash('sha256').update(`${this.seed} draw ${this.drawn}`).digest().readUInt32BE(0) % below;
  }

  get count(): number {
    return this.all.size;
  }

  /** The names of those that stand in a text, in whatever case; digits only where they stand alone. */
  in(text: string): string[] {
    const plain = text.toLowerCase();
    return [...this.all].filter(([, value]) => (/^\d+$/.test(value) ? numberIn(plain, value) : plain.includes(value.toLowerCase()))).map(([name]) => name);
  }
}

/** Also as a mail shows it, in two groups. */
function numberIn(text: string, value: string): boolean {
  return new RegExp(`(?<![\\d.])${value}(?!\\d)|(?<!\\d)${value.slice(0, 3)} ${value.slice(3)}(?!\\d)`).test(text);
}
