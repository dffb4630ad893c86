import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { isTest, rooms, sharedByVendors } from './rooms.mjs';

/**
 * Why a file may not import something; undefined when it may.
 * @param {string} file relative to the checkout, with forward slashes
 * @param {string} specifier as written
 * @param {boolean} typeOnly
 * @returns {string | undefined}
 */
export function findFault(file, specifier, typeOnly) {
  const room = rooms.find(({ files }) => files.test(file));
  if (room === undefined) return undefined;
  return specifier.startsWith('.') || specifier.startsWith('/')
    ? findFaultOfPath(file, specifier, room)
    : findFaultOfPackage(file, specifier, typeOnly, room);
}

/** @param {string} file @param {string} specifier @param {boolean} typeOnly @param {import('./rooms.mjs').Room} room */
function findFaultOfPackage(file, specifier, typeOnly, room) {
  if (!specifier.startsWith('@watchfloor/')) return findFaultOfForeign(file, specifier, room);
  if (specifier === room.typesOnly?.specifier) {
    if (!room.typesOnly.from.test(file)) return `only src/lib/api.ts may know ${specifier}`;
    return typeOnly ? undefined : `only the types of ${specifier} may be imported (import type)`;
  }
  const allowed = [...room.ours, ...(isTest(file) ? (room.oursInTests ?? []) : [])];
  return allowed.includes(specifier) ? undefined : `${room.is} may not import ${specifier}`;
}

/** @param {string} file @param {string} specifier @param {import('./rooms.mjs').Room} room */
function findFaultOfForeign(file, specifier, { is, packagesOnly }) {
  if (packagesOnly === undefined || isTest(file)) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (packagesOnly.includes(name)) return undefined;
  return `${is} may import ${packagesOnly.join(', ')} only, not ${isBuiltin(specifier) ? 'Node' : name}`;
}

/** @param {string} file @param {string} specifier @param {import('./rooms.mjs').Room} room */
function findFaultOfPath(file, specifier, room) {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  if (!room.files.test(target)) return `${room.is} may not reach outside its workspace (${target})`;
  return findFaultBetweenVendors(file, target) ?? findFaultInBrowserApp(file, target);
}

/** @param {string} file @param {string} target */
function findFaultBetweenVendors(file, target) {
  const [from, to] = [toVendorFolder(file), toVendorFolder(target)];
  if (from === undefined || to === undefined || from === to || sharedByVendors.includes(to)) return undefined;
  return sharedByVendors.includes(from)
    ? `what all vendors share may not know one of them (${to})`
    : `vendor ${from} may not import vendor ${to}`;
}

/** @param {string} path */
const toVendorFolder = (path) => /^packages\/connectors\/src\/([^/]+)\/./.exec(path)?.[1];

/** @param {string} file @param {string} target */
function findFaultInBrowserApp(file, target) {
  const [from, to] = [toPlace(file), toPlace(target)];
  if (from === undefined || to === undefined || from.kind === 'routes') return undefined;
  if (to.kind === 'feature') {
    if (from.kind === 'feature')
      return from.name === to.name ? undefined : `feature ${from.name} may not import feature ${to.name}`;
    return `${from.kind} may not import a feature; features meet in routes.tsx`;
  }
  return to.kind === 'routes' && from.kind !== 'main' ? `${from.kind} may not import the routes` : undefined;
}

/** @param {string} path */
function toPlace(path) {
  const inside = /^apps\/web\/src\/(.+)$/.exec(path)?.[1];
  if (inside === undefined) return undefined;
  const [first = '', second] = inside.split('/');
  if (first === 'features') return { kind: 'feature', name: second };
  return { kind: first.replace(/\.tsx?$/, ''), name: undefined };
}
