/** A figure as a chart: bars that stand beside each other or on each other. What it shows is in the table beneath it, too. */
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip, type ChartDataset } from 'chart.js';
import type { FigureTable } from '../../../console/api';
import { el } from '../element';
import { word } from '../words';
import { columnName, wordsOf } from './table';

Chart.defaults.font.family = getComputedStyle(document.documentElement).getPropertyValue('--sans');
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

interface Shape {
  /** Columns that name a bar, and those that are drawn. */
  readonly names: readonly string[];
  readonly bars: readonly string[];
  /** Bars lie, for long names. */
  readonly isFlat?: true;
  readonly isStacked?: true;
}

/** Which tables become charts; the others are lists. */
const SHAPES: Readonly<Record<string, Shape>> = {
  renewals: { names: ['state'], bars: ['partners'], isFlat: true }, calendar: { names: ['week'], bars: ['expiring', 'atRisk'] }, milestones: { names: ['milestone'], bars: ['renewals'], isFlat: true },
  funnel: { names: ['procedure', 'title', 'language', 'channel'], bars: ['reached', 'left'], isFlat: true }, waiting: { names: ['day'], bars: ['waitMedian', 'waitP90', 'answerMedian', 'answerP90'] },
  deflection: { names: ['day'], bars: ['withoutPerson', 'handoffs'], isStacked: true }, questions: { names: ['question'], bars: ['times'], isFlat: true }, ratings: { names: ['rating'], bars: ['handoffs'] },
};
const MOST_BARS = 30;

/** Undefined colours would be black on black in the dark. `ends` takes what must be let go. */
export function chartOf(table: FigureTable, title: string, ends: (() => void)[]): HTMLElement | null {
  const shape = SHAPES[table.name];
  if (!shape || table.rows.length === 0) return null;
  const { names, series } = split(table, shape);
  // A chart without bars says less than its table.
  if (series.every(({ values }) => values.every((value) => value === 0))) return null;
  const canvas = el<HTMLCanvasElement>('canvas', { role: 'img', 'aria-label': word('figures.chartOf', { title }) });
  const box = el('div', { class: `chart${shape.isFlat ? ' flat' : ''}`, 'data-bars': Math.min(names.length, MOST_BARS) }, canvas);
  requestAnimationFrame(() => {
    if (!canvas.isConnected) return;
    const colours = coloursOf();
    const chart = new Chart(canvas, {
      type: 'bar',
      data: { labels: names.slice(0, MOST_BARS), datasets: series.map(({ name, values }, at): ChartDataset<'bar'> => ({ label: columnName(name), data: values.slice(0, MOST_BARS), backgroundColor: colours.series[at % colours.series.length]!, borderRadius: 3, maxBarThickness: 26 })) },
      options: options(shape, series.length > 1, colours),
    });
    ends.push(() => chart.destroy());
  });
  return box;
}

/** Also where there is nothing but zeros. */
export function isEmpty({ columns, rows }: FigureTable): boolean {
  const isNumber = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'));
  return rows.length === 0 || (isNumber.includes(true) && rows.every((row) => row.every((cell, at) => !isNumber[at] || cell === null || cell === 0)));
}

type Colours = ReturnType<typeof coloursOf>;

function options(shape: Shape, hasLegend: boolean, { ink, line }: Colours) {
  const isFlat = shape.isFlat === true;
  const names = { stacked: shape.isStacked === true, grid: { display: false }, ticks: { color: ink, autoSkip: !isFlat }, border: { color: line } };
  const numbers = { stacked: shape.isStacked === true, beginAtZero: true, grid: { color: line }, ticks: { color: ink, precision: 0 }, border: { display: false } };
  return {
    animation: false as const, responsive: true, maintainAspectRatio: false, indexAxis: isFlat ? 'y' as const : 'x' as const,
    plugins: { legend: { display: hasLegend, position: 'bottom' as const, labels: { color: ink, boxWidth: 12 } } },
    scales: isFlat ? { x: numbers, y: names } : { x: names, y: numbers },
  };
}

function split({ columns, rows }: FigureTable, { names, bars }: Shape): { names: string[]; series: { name: string; values: number[] }[] } {
  const cells = (wanted: readonly string[]) => wanted.map((column) => [column, columns.indexOf(column)] as const).filter(([, at]) => at >= 0);
  return {
    names: rows.map((row) => cells(names).map(([column, at]) => short(wordsOf(row[at] ?? null, column))).join(' · ')),
    series: cells(bars).map(([name, at]) => ({ name, values: rows.map((row) => Number(row[at] ?? 0)) })),
  };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function coloursOf() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { ink: colour('--colorNeutralForeground2'), line: colour('--colorNeutralStroke2'), series: ['--chart1', '--chart2', '--chart3', '--chart4'].map(colour) };
}
