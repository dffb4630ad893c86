/** Turns epoch ms into the text that a list shows. */
export type Clock = (at: number) => string;
