import { isTest } from './rooms.mjs';

/** The server's configuration has one reader, which reports every mistake at once; a program's own entry may read too. */
const readers = [
  /^apps\/bff\/src\/config\.ts$/,
  /^packages\/simulators\/src\/main\.ts$/,
  /^apps\/bff\/src\/store\/testing\/global-setup\.ts$/,
];

const governed = /^(apps\/(bff|web)|packages\/(contract|connectors|simulators))\//;

/** @param {string} file relative to the checkout */
export const mayReadEnvironment = (file) =>
  !governed.test(file) || isTest(file) || readers.some((reader) => reader.test(file));
