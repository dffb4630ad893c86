import * as z from 'zod/mini';

// zod compiles object schemas by `Function` unless told not to, and the page's policy forbids that. Schemas look at
// this when they are made, so it is imported before everything else.
z.config({ jitless: true });
