import { describe, expect, it } from 'vitest';
import { parsePreferences } from './preferences.ts';

describe('preferences', () => {
  it('start with the defaults', () => {
    expect(parsePreferences(null)).toMatchObject({ density: 'normal', zone: 'local', keys: true, columns: {} });
  });

  it.each(['', 'null', '[]', '7', '{', '"x"', '{"density":7,"columns":[1],"paneWidthPx":"wide"}'])(
    'survive %s in the storage',
    (text) => {
      expect(parsePreferences(text)).toEqual(parsePreferences(null));
    },
  );

  it('lose only the field that is bad', () => {
    const read = parsePreferences(
      '{"zone":"utc","density":"huge","columns":{"a:b":{"order":["x"],"sizes":{"x":90},"hidden":[]}}}',
    );
    expect(read).toMatchObject({ zone: 'utc', density: 'normal' });
    expect(read.columns['a:b']?.order).toEqual(['x']);
  });
});
