import { readSearch } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Offers, toCompletions } from './search-completions.ts';

const offers: Offers = {
  valuesOf: (field) =>
    ({
      severity: [{ value: 'high', label: 'High', count: 12 }],
      event_type: [
        { value: 'Threat Detected', label: 'Threat Detected', count: 5 },
        { value: 'say "hi"', label: 'say "hi"', count: 1 },
      ],
      source: [{ value: 'usm-demo', label: 'Norrvik USM', count: 3 }],
    })[field] ?? [],
  namedOf: (kind) => (kind === 'host' ? ['NVK-LT-0417', 'NVK-DC-01'] : []),
};
/** The text with what was accepted at the caret, which stands at `|`. */
const accept = (given: string, choice = 0) => {
  const caret = given.indexOf('|');
  const text = given.replace('|', '');
  const option = toCompletions(text, caret, offers)[choice];
  return option && text.slice(0, option.from) + option.insert + text.slice(option.to);
};
const labelsAt = (given: string) =>
  toCompletions(given.replace('|', ''), given.indexOf('|'), offers).map(({ label }) => label);

describe('completions', () => {
  test.each([
    ['sev|', 'severity:'],
    ['maja -SEV|', 'maja -severity:'],
    ['(ven|', '(vendor:'],
    ['sev|rity beacon', 'severity: beacon'],
    ['severity:h|', 'severity:high '],
    ['severity:(low OR hi|', 'severity:(low OR high '],
    ['event_type:thr|', 'event_type:"Threat Detected" '],
    ['event_type:"Thr|', 'event_type:"Threat Detected" '],
    ['event_type:"Thr|eat" maja', 'event_type:"Threat Detected" maja'],
    ['event_type:say|', 'event_type:"say ""hi""" '],
    ['source:norr|', 'source:usm-demo '],
    ['host:dc|', 'host:NVK-DC-01 '],
    ['happened:now-4|', 'happened:now-4h..now '],
  ])('%s', (given, text) => {
    expect(accept(given)).toBe(text);
  });

  test.each(['|', 'maja |', '"seve|', 'title:sev|', 'nonsense:h|'])('nothing at %s', (given) => {
    expect(labelsAt(given)).toEqual([]);
  });

  test('a closed field offers all that it has, with counts where there are some', () => {
    expect(toCompletions('severity:', 9, offers).map(({ label, count }) => [label, count])).toEqual([
      ['fatal', undefined],
      ['critical', undefined],
      ['high', 12],
      ['unknown', undefined],
      ['other', undefined],
      ['medium', undefined],
      ['low', undefined],
      ['informational', undefined],
    ]);
  });

  test('whatever is typed, what is accepted stands inside of the text, and a value can be read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('severity:', 'event_type:', 'host:', '"', '(', ' ', '-', 'thr', 'h', ')', 'OR '), {
          maxLength: 7,
        }),
        fc.nat(40),
        (parts, place) => {
          const text = parts.join('');
          const caret = Math.min(place, text.length);
          for (const { from, to, insert } of toCompletions(text, caret, offers)) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(from).toBeLessThanOrEqual(caret);
            expect(to).toBeGreaterThanOrEqual(caret);
            expect(to).toBeLessThanOrEqual(text.length);
            if (insert.endsWith(' ')) expect(readSearch(`title:${insert}`)).toMatchObject({ isRead: true });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
