const provisionedPrefix = 'file-';
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const slug = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** No id of the database begins so: `i` and `l` are no hex digits. */
export function toProvisionedId(id: string): string {
  return provisionedPrefix + id;
}

export function isProvisionedId(text: string): boolean {
  return text.startsWith(provisionedPrefix) && slug.test(text.slice(provisionedPrefix.length));
}

/** Anything else was never given out, and is not worth a question to the database. */
export function isKeptId(text: string): boolean {
  return uuid.test(text);
}
