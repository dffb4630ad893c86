import * as z from 'zod/mini';

/** Of any form: what was never given out is answered as unknown, whatever it looks like. */
export const idParamSchema = z.object({ id: z.string().check(z.maxLength(200)) });
