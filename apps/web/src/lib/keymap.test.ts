import { describe, expect, it } from 'vitest';
import { toKey } from './keymap.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  toKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('keys', () => {
  it.each([
    ['j', {}, 'j'],
    ['F', { shiftKey: true }, 'Shift+F'],
    ['?', { shiftKey: true }, '?'],
    ['k', { ctrlKey: true }, 'Ctrl+K'],
    ['k', { metaKey: true }, 'Ctrl+K'],
    [' ', {}, 'Space'],
    ['Escape', {}, 'Esc'],
    ['ArrowLeft', {}, '←'],
    ['ж', {}, 'ж'],
  ] as const)('%s is spelled %s', (key, held, spelled) => {
    expect(press(key, held)).toBe(spelled);
  });

  it.each([
    ['Shift', { shiftKey: true }],
    ['f', { altKey: true }],
    ['F', { ctrlKey: true, shiftKey: true }],
  ] as const)('%s belongs to the browser', (key, held) => {
    expect(press(key, held)).toBeUndefined();
  });
});
