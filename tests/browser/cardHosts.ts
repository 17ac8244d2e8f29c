/**
 * How Teams and Webex show a card, near enough to see what breaks: the renderer is the one that both build upon (the package
 * `adaptivecards`), sizes, colours and limits are those of their published host configurations. Neither client can be had in a test.
 */

const GREY = { teams: { ink: '#242424', soft: '#616161' }, webex: { ink: '#121212', soft: '#535759' } };

function ink(normal: string, subtle: string) {
  return { default: normal, subtle };
}

function surface(backgroundColor: string, grey: { ink: string; soft: string }) {
  const words = ink(grey.ink, grey.soft);
  return {
    backgroundColor,
    foregroundColors: { default: words, dark: words, light: ink(grey.soft, grey.soft), accent: ink('#5b5fc7', '#5b5fc7'), attention: ink('#c4314b', '#c4314b'), good: ink('#237b4b', '#237b4b'), warning: ink('#835c00', '#835c00') },
  };
}

const weights = { lighter: 200, default: 400, bolder: 600 };
const shared = {
  supportsInteractivity: true, separator: { lineThickness: 1, lineColor: '#e1dfdd' },
  inputs: { label: { inputSpacing: 'Small', requiredInputs: { weight: 'Bolder' }, optionalInputs: { weight: 'Bolder' } } },
};

export interface Host {
  readonly config: object;
  /** The newest version of Adaptive Cards that it reads. */
  readonly version: readonly [number, number];
  readonly font: string;
  readonly style: string;
}

export const TEAMS: Host = {
  version: [1, 5], font: '"Segoe UI", "Noto Sans", "DejaVu Sans", system-ui, sans-serif',
  config: {
    ...shared, fontFamily: 'inherit',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 }, fontWeights: weights,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    containerStyles: { default: surface('#ffffff', GREY.teams), emphasis: surface('#f5f5f5', GREY.teams), warning: surface('#fff9f5', GREY.teams) },
    actions: { maxActions: 6, buttonSpacing: 8, spacing: 'Default', actionsOrientation: 'Horizontal', actionAlignment: 'Left', allowTitleToWrap: false },
  },
  style: 'button{font:600 14px/20px inherit;font-family:inherit;padding:5px 12px;border:1px solid #d1d1d1;border-radius:4px;background:#fff;color:#242424;min-height:32px}button.style-positive{background:#5b5fc7;border-color:#5b5fc7;color:#fff}.frame{background:#f5f5f5}.card{border-radius:4px;box-shadow:0 1px 3px #0003}',
};

export const WEBEX: Host = {
  version: [1, 3], font: '"CiscoSansTT", "Inter", "Noto Sans", "DejaVu Sans", Arial, sans-serif',
  config: {
    ...shared, fontFamily: 'inherit',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 }, fontWeights: { ...weights, bolder: 700 },
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
    containerStyles: { default: surface('#ffffff', GREY.webex), emphasis: surface('#f2f4f5', GREY.webex), warning: surface('#fff4d3', GREY.webex) },
    actions: { maxActions: 5, buttonSpacing: 8, spacing: 'Default', actionsOrientation: 'Horizontal', actionAlignment: 'Left', allowTitleToWrap: false },
  },
  style: 'button{font:400 14px/20px inherit;font-family:inherit;padding:5px 14px;border:1px solid #0000004d;border-radius:18px;background:#fff;color:#121212;min-height:32px}button.style-positive{background:#185e46;border-color:#185e46;color:#fff}.frame{background:#fff}.card{border:1px solid #00000033;border-radius:8px}',
};
