/** How Adaptive Cards look: every colour is a variable of chat.css, so that light and dark follow by themselves. */
import { HostConfig } from 'adaptivecards';

/** The reader's own size of letters, as the rest of the page follows it; cards count in pixels. */
const REM = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
const sizes = { small: REM * 0.875, default: REM, medium: REM * 1.0625, large: REM * 1.25, extraLarge: REM * 1.5 };
const weights = { lighter: 400, default: 400, bolder: 650 };

export const cardStyle = new HostConfig({
  supportsInteractivity: true,
  spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 28, padding: 14 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  fontTypes: {
    default: { fontFamily: 'inherit', fontSizes: sizes, fontWeights: weights },
    monospace: { fontFamily: 'var(--mono)', fontSizes: { ...sizes, default: REM * 0.9375 }, fontWeights: weights },
  },
  textStyles: { heading: { size: 'Large', weight: 'Bolder', color: 'Default', isSubtle: false, fontType: 'Default' } },
  textBlock: { headingLevel: 2 },
  containerStyles: {
    default: surface('transparent'),
    emphasis: surface('var(--inset)'),
    accent: surface('var(--accent-soft)'),
    good: surface('var(--good-soft)'),
    attention: surface('var(--danger-soft)'),
    warning: surface('var(--warning-soft)'),
  },
  inputs: {
    label: { inputSpacing: 'Small', requiredInputs: { weight: 'Bolder' }, optionalInputs: { weight: 'Bolder' } },
    errorMessage: { color: 'Attention' },
  },
  actions: {
    maxActions: 24, buttonSpacing: 0, spacing: 'Default', actionsOrientation: 'Horizontal', actionAlignment: 'Left', allowTitleToWrap: true,
  },
});

function surface(backgroundColor: string): object {
  return {
    backgroundColor,
    foregroundColors: {
      default: ink('var(--ink)', 'var(--ink-soft)'),
      dark: ink('var(--ink)', 'var(--ink-soft)'),
      light: ink('var(--ink-soft)', 'var(--ink-soft)'),
      accent: ink('var(--accent-ink)', 'var(--accent-ink)'),
      attention: ink('var(--danger-ink)', 'var(--danger-ink)'),
      good: ink('var(--good-ink)', 'var(--good-ink)'),
      warning: ink('var(--warning-ink)', 'var(--warning-ink)'),
    },
  };
}

function ink(normal: string, subtle: string): object {
  return { default: normal, subtle, highlightColors: { default: 'var(--accent-soft)', subtle: 'var(--accent-soft)' } };
}
