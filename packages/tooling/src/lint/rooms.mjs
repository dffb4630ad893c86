/**
 * Which room of the house may use which other one. `docs/` and the README show the same picture; this is the one that
 * is enforced. Paths are relative to the checkout.
 *
 * @typedef {object} Room
 * @property {RegExp} files
 * @property {string} is for messages
 * @property {string[]} ours workspaces it may import, by package name
 * @property {string[]} [oursInTests] further ones for its tests
 * @property {{ from: RegExp, specifier: string }} [typesOnly] one file that may import the types of one module
 * @property {string[]} [packagesOnly] if given, the only packages of others it may import (its tests: any)
 */

/** @type {Room[]} */
export const rooms = [
  {
    files: /^packages\/contract\//,
    is: 'the contract',
    ours: [],
    packagesOnly: ['zod'],
  },
  {
    files: /^packages\/connectors\//,
    is: 'a connector',
    ours: ['@watchfloor/contract'],
    oursInTests: ['@watchfloor/simulators'],
  },
  {
    // A second, independent reading of the vendors' documents: sharing code would share the mistakes.
    files: /^packages\/simulators\//,
    is: 'a simulator',
    ours: [],
  },
  {
    files: /^apps\/bff\//,
    is: 'the server',
    ours: ['@watchfloor/contract', '@watchfloor/connectors'],
    oursInTests: ['@watchfloor/simulators', '@watchfloor/connectors/conformance'],
  },
  {
    files: /^apps\/web\//,
    is: 'the browser app',
    ours: ['@watchfloor/contract'],
    typesOnly: { from: /^apps\/web\/src\/lib\/api\.ts$/, specifier: '@watchfloor/bff/app' },
  },
  {
    files: /^e2e\//,
    is: 'an end-to-end test',
    ours: ['@watchfloor/contract', '@watchfloor/simulators'],
  },
  {
    files: /^packages\/tooling\//,
    is: 'the tooling',
    ours: [],
  },
];

/** Folders beside the vendors that every vendor may use. */
export const sharedByVendors = ['outbound', 'paging'];

/** @param {string} path */
export const isTest = (path) => /\.test\.tsx?$/.test(path) || /(^|\/)(conformance|testing)(\/|\.ts$)/.test(path);
