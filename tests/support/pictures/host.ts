/** Colours and sizes for pictures: the renderer's own defaults in light, an approximation in dark. */

type Theme = "light" | "dark";
export const themes: readonly Theme[] = ["light", "dark"];

const colours = {
  light: {
    page: "#f5f5f5",
    card: "#ffffff",
    text: "#242424",
    subtle: "#5c5c5c",
    line: "#d1d1d1",
    styles: {
      emphasis: "#f9f7f5",
      accent: "#c7def9",
      good: "#ccffcc",
      warning: "#ffe2b2",
      attention: "#ffc5b2",
    },
  },
  dark: {
    page: "#141414",
    card: "#292929",
    text: "#ffffff",
    subtle: "#c8c8c8",
    line: "#525252",
    styles: {
      emphasis: "#333333",
      accent: "#1f3a5f",
      good: "#1d4d1d",
      warning: "#5c4210",
      attention: "#6b2418",
    },
  },
} as const;

const container = (theme: Theme, background: string): object => {
  const { text, subtle } = colours[theme];
  const colour = { default: text, subtle };
  return { backgroundColor: background, foregroundColors: { default: colour, accent: colour } };
};

/** The renderer's host config for a theme. */
export const hostConfig = (theme: Theme): object => ({
  fontFamily: "Liberation Sans, sans-serif",
  fontTypes: {
    default: { fontFamily: "Liberation Sans, sans-serif" },
    monospace: { fontFamily: "Liberation Mono, monospace" },
  },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 16 },
  separator: { lineThickness: 1, lineColor: colours[theme].line },
  actions: {
    maxActions: 6,
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
  },
  containerStyles: {
    default: container(theme, colours[theme].card),
    ...Object.fromEntries(
      Object.entries(colours[theme].styles).map(([name, colour]) => [
        name,
        container(theme, colour),
      ]),
    ),
  },
});

/** The page around a card, with buttons and fields as Teams draws them, roughly. */
export const pageStyle = (theme: Theme, width: number): string => {
  const { page, card, text, line } = colours[theme];
  return `
    body { margin: 0; background: ${page}; font-family: "Liberation Sans", sans-serif; }
    #card { width: ${String(width - 20)}px; margin: 10px; background: ${card}; color: ${text};
      border: 1px solid ${line}; border-radius: 4px; overflow: hidden; overflow-wrap: anywhere; }
    .ac-pushButton { background: ${card}; color: ${text}; border: 1px solid ${line};
      border-radius: 4px; padding: 6px 12px; font: bold 14px "Liberation Sans"; margin-bottom: 8px; }
    .ac-pushButton.style-positive { background: #5b5fc7; color: #ffffff; border-color: #5b5fc7; }
    .ac-pushButton.style-destructive { color: ${theme === "light" ? "#b10e1c" : "#f1707b"};
      border-color: currentColor; }
    .ac-input { background: ${card}; color: ${text}; border: 1px solid ${line}; border-radius: 4px;
      box-sizing: border-box; width: 100%; padding: 6px; font: 14px "Liberation Sans"; }
    .ac-input-container input[type=radio] { width: auto; }
    .ac-actionSet { flex-wrap: wrap; }`;
};
