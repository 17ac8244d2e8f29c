/** A figure as a chart: bars that stand beside each other or on each other. What it shows is in the table beneath it, too. */
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip, type ChartDataset } from 'chart.js';
import type { FigureTable } from '../../../console/api';
import { el } from '../element';
import { word } from '../words';
import { columnName, wordsOf } from './table';

Chart.defaults.font.family = getComputedStyle(document.documentElement).getPropertyValue('--sans');
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

/** Which tables become charts; the others are lists. `flat`: bars lie, for long names. */
const SHAPES: Readonly<Record<string, { readonly isFlat?: true; readonly isStacked?: true }>> = {
  renewals: { isFlat: true }, calendar: { isStacked: true }, funnel: { isFlat: true }, waiting: {}, deflection: { isStacked: true }, questions: { isFlat: true }, ratings: {},
};
const MOST_BARS = 30;

/** Undefined colours would be black on black in the dark. `ends` takes what must be let go. */
export function chartOf(table: FigureTable, title: string, ends: (() => void)[]): HTMLElement | null {
  const shape = SHAPES[table.name];
  const { names, series } = split(table);
  if (!shape || series.length === 0 || table.rows.length === 0) return null;
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

type Colours = ReturnType<typeof coloursOf>;

function options(shape: { readonly isFlat?: true; readonly isStacked?: true }, hasLegend: boolean, { ink, line }: Colours) {
  const isFlat = shape.isFlat === true;
  const names = { stacked: shape.isStacked === true, grid: { display: false }, ticks: { color: ink, autoSkip: !isFlat }, border: { color: line } };
  const numbers = { stacked: shape.isStacked === true, beginAtZero: true, grid: { color: line }, ticks: { color: ink, precision: 0 }, border: { display: false } };
  return {
    animation: false as const, responsive: true, maintainAspectRatio: false, indexAxis: isFlat ? 'y' as const : 'x' as const,
    plugins: { legend: { display: hasLegend, position: 'bottom' as const, labels: { color: ink, boxWidth: 12 } } },
    scales: isFlat ? { x: numbers, y: names } : { x: names, y: numbers },
  };
}

/** Columns of numbers are what is drawn; the words before them name each bar. */
function split({ columns, rows }: FigureTable): { names: string[]; series: { name: string; values: number[] }[] } {
  const isNumber = columns.map((_, at) => rows.length > 0 && rows.every((row) => row[at] === null || typeof row[at] === 'number') && rows.some((row) => typeof row[at] === 'number'));
  const names = rows.map((row) => columns.flatMap((column, at) => isNumber[at] ? [] : [short(wordsOf(row[at] ?? null, column))]).join(' · '));
  return { names, series: columns.flatMap((name, at) => isNumber[at] ? [{ name, values: rows.map((row) => Number(row[at] ?? 0)) }] : []) };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function coloursOf() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return { ink: colour('--colorNeutralForeground2'), line: colour('--colorNeutralStroke2'), series: ['--chart1', '--chart2', '--chart3', '--chart4'].map(colour) };
}
