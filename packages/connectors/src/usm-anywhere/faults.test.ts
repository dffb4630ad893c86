import { describeFaults } from '../conformance.ts';
import { usmAlarms, usmFixture } from './conformance.ts';

describeFaults('usm-anywhere', usmFixture, usmAlarms, {
  // A token that is no longer taken is replaced at once; a client that keeps being refused is not.
  more: [
    {
      name: '401 once',
      fault: { kind: 'status', status: 401, count: 1 },
      expected: null,
      places: ['first', 'middle', 'detail'],
    },
  ],
});
