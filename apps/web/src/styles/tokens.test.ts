import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// The style sheet itself is read: a copy of its values here would prove nothing.
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

const tokens = new Map<string, Record<Theme, string>>(
  [...css.matchAll(/--wf-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((match) => [
    match[1] ?? '',
    { light: match[2] ?? '', dark: match[3] ?? '' },
  ]),
);

const backgrounds = ['bg', 'surface', 'raised', 'selected'];
const severities = ['critical', 'high', 'medium', 'low', 'informational'].map((name) => `severity-${name}`);

describe.each<Theme>(['light', 'dark'])('%s theme', (theme) => {
  it.each(backgrounds.flatMap((background) => ['text', ...severities].map((text) => [text, background] as const)))(
    '%s on %s reads at 4.5:1',
    (text, background) => {
      expect(contrast(text, background, theme)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(
    ['muted', 'accent', 'attention'].flatMap((text) =>
      ['bg', 'surface', 'raised', 'selected'].map((b) => [text, b] as const),
    ),
  )('%s on %s reads at 4.5:1', (text, background) => {
    expect(contrast(text, background, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['bg', 'surface'])('a control has an edge of 3:1 on %s', (background) => {
    expect(contrast('control', background, theme)).toBeGreaterThanOrEqual(3);
  });

  it('a filled button reads at 4.5:1', () => {
    expect(contrast('bg', 'text', theme)).toBeGreaterThanOrEqual(4.5);
  });
});

it('measures contrast as WCAG does: black on white is 21', () => {
  expect(ratio('#000000', '#ffffff')).toBeCloseTo(21, 1);
  expect(ratio('#777777', '#ffffff')).toBeLessThan(4.5);
});

it('every severity of the themes was found in the style sheet', () => {
  expect([...tokens.keys()]).toEqual(
    expect.arrayContaining([...backgrounds, ...severities, 'muted', 'line', 'control']),
  );
});

function contrast(text: string, background: string, theme: Theme): number {
  return ratio(tokens.get(text)?.[theme] ?? '', tokens.get(background)?.[theme] ?? '');
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function ratio(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
