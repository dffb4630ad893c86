import { relative, sep } from 'node:path';
import { rootDir } from '../paths.mjs';
import { findFault } from './direction.mjs';
import { mayReadEnvironment } from './environment.mjs';

/**
 * The rules that a generic linter cannot know, as an oxlint plugin. no-restricted-imports was tried first: overrides of
 * one rule replace each other, it matches text instead of files, and it does not see `import()` or `import('x').Type`.
 *
 * @typedef {{ value: unknown }} Literal
 * @typedef {{ source?: Literal | null, argument?: Literal, importKind?: string, exportKind?: string }} ImportNode
 * @typedef {{ filename: string, report: (what: { node: unknown, message: string }) => void }} Context
 */

/** @param {Context} context */
const toFile = (context) => relative(rootDir, context.filename).split(sep).join('/');

const direction = {
  /** @param {Context} context */
  create(context) {
    const file = toFile(context);
    const see = (/** @type {Literal | null | undefined} */ source, /** @type {boolean} */ typeOnly) => {
      if (typeof source?.value !== 'string') return;
      const fault = findFault(file, source.value, typeOnly);
      if (fault !== undefined) context.report({ node: source, message: fault });
    };
    return {
      ImportDeclaration: (/** @type {ImportNode} */ node) => see(node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (/** @type {ImportNode} */ node) => see(node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (/** @type {ImportNode} */ node) => see(node.source, node.exportKind === 'type'),
      ImportExpression: (/** @type {ImportNode} */ node) => see(node.source, false),
      TSImportType: (/** @type {ImportNode} */ node) => see(node.source ?? node.argument, true),
    };
  },
};

const environment = {
  /** @param {Context} context */
  create(context) {
    if (mayReadEnvironment(toFile(context))) return {};
    const message = 'only the config reader may read the environment; take the value as an argument';
    return {
      'MemberExpression[object.name="process"][property.name="env"]': (/** @type {unknown} */ node) =>
        context.report({ node, message }),
      'VariableDeclarator[init.name="process"] Property[key.name="env"]': (/** @type {unknown} */ node) =>
        context.report({ node, message }),
      'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]': (
        /** @type {unknown} */ node,
      ) => context.report({ node, message }),
    };
  },
};

export default { meta: { name: 'watchfloor' }, rules: { direction, environment } };
