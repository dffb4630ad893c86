import { expect, test } from 'vitest';
import { otherFields } from './facts.ts';

test('what no section knows is said in words, with lists and objects that read as text', () => {
  const facts = otherFields(
    {
      alarm_destination_names: ['cdn-sync.example', 'b.example'],
      closedByUser_ID: 7,
      last_change_time: 1_795_314_200_960,
      nested: { is_open: true, ports: [22, 80] },
      shown: 'x',
      empty: [],
    },
    new Set(['shown']),
  );
  expect(facts.map(({ label, value }) => [label, value])).toEqual([
    ['Alarm destination names', 'cdn-sync.example, b.example'],
    ['Closed by user ID', '7'],
    ['Last change time', '2026-11-22T02:23:20.960Z'],
    ['Nested', 'is open: yes, ports: (22, 80)'],
  ]);
});
